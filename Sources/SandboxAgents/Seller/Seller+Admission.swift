import AdCP
import Crypto
import Foundation

/// What the seller makes of a call before it works on it.
enum Admission: Sendable {
    case unknownTool
    /// Turned away, nothing done.
    case refused(Refusal)
    /// The key was used before: the old answer, as it was.
    case replay(ToolCall, JSONObject, RandomFault?)
    case work(ToolCall, RandomFault?)
}

extension Seller {
    /// Checks a call and, where it is to be worked on, takes its key.
    ///
    /// - Throws: `AdCPError` for what the buyer should hear.
    func admit(tool name: String, arguments: JSONObject, token: Int) throws -> Admission {
        guard let tool = self.catalogue[name] else { return .unknownTool }
        let version = try Negotiation.version(of: arguments, for: tool, among: self.configuration.versions)
        let call = try self.call(tool, arguments, token: token, version: version)

        if let refusal = try self.strike(call.behaviour.refusals, of: call) {
            return try .refused(self.spoken(refusal))
        }
        let hasWebhook = arguments["push_notification_config"] != nil
        let fault = RandomFault.draw(rate: self.settings.failureRate, hasWebhook: hasWebhook, from: &self.generator)
        if let fault {
            try self.note(fault: fault.name, source: "failure_rate", of: call)
        }
        if case .before(let refusal) = fault {
            return .refused(refusal)
        }
        guard let key = call.key else { return .work(call, fault) }

        let hash = call.requestHash
        if let settled = self.ledger.keys[key] {
            guard settled.requestHash == hash else { throw AdCPError.idempotencyConflict }
            try self.commit([Entry(.replayed, at: Date(), Self.trace(of: call))])
            var answer = settled.answer
            answer["replayed"] = true
            return .replay(call, answer, fault)
        }
        if let other = self.running[key] {
            throw other == hash ? AdCPError.idempotencyInFlight : AdCPError.idempotencyConflict
        }
        self.running[key] = hash
        return .work(call, fault)
    }

    private func call(_ tool: Tool, _ arguments: JSONObject, token: Int, version: Version) throws -> ToolCall {
        let owner = Owner(token: token, account: arguments["account"])
        var keyHash: String?
        if tool.isMutation, tool.takesKey {
            guard let key = arguments["idempotency_key"]?.string else { throw AdCPError.missing("idempotency_key") }
            guard key.wholeMatch(of: /[A-Za-z0-9_.:\-]{16,255}/) != nil else {
                throw AdCPError.invalid("idempotency_key", "must be 16 to 255 of A-Z a-z 0-9 _ . : -")
            }
            keyHash = SHA256.hexadecimal(of: key)
        }
        return try ToolCall(
            tool: tool, arguments: arguments, token: token, owner: owner, version: version,
            behaviour: self.behaviour(of: arguments, for: tool),
            origin: CallOrigin(arguments: arguments, keyHash: keyHash),
            key: keyHash.map { KeyScope(owner: owner, keyHash: $0) })
    }

    private func behaviour(of arguments: JSONObject, for tool: Tool) throws(AdCPError) -> Behaviour {
        let product = arguments["packages"]?.array?.first?["product_id"]?.string
        let asked = arguments["context"]?["sandbox"]?.string ?? self.planned(arguments, for: tool)
        guard let text = asked ?? (tool.name == CreateMediaBuy.tool.name ? product : nil) else { return .plain }
        do {
            let behaviour = try Behaviour(parsing: text)
            if behaviour.outcome != nil, !tool.isMutation {
                throw AdCPError.invalid("context.sandbox", "says what becomes of work, and \(tool.name) does none")
            }
            return behaviour
        } catch let error as BehaviourError {
            guard asked == nil else { throw .invalid("context.sandbox", "is not understood: \(error)") }
            throw AdCPError(
                "PRODUCT_NOT_FOUND", "\(error)", .correctable, field: "packages[0].product_id")
        } catch let error as AdCPError {
            throw error
        } catch {
            throw .invalid("context.sandbox", "is not understood")
        }
    }

    /// Questions and reports to governance are treated as the plan says that they are about.
    private func planned(_ arguments: JSONObject, for tool: Tool) -> String? {
        let member: String
        switch tool.name {
        case CheckGovernance.tool.name: member = "sandbox"
        case ReportPlanOutcome.tool.name: member = "sandbox_outcome"
        default: return nil
        }
        return arguments["plan_id"]?.string.flatMap { self.ledger.governance.plans[$0] }?["ext"]?[member]?.string
    }

    /// Refusals that AdCP has words for are spoken as errors.
    private func spoken(_ refusal: Refusal) throws -> Refusal {
        switch refusal {
        case .rateLimited:
            throw AdCPError("RATE_LIMITED", "slow down", .transient, retryAfter: 1)
        case .unavailable:
            throw AdCPError("SERVICE_UNAVAILABLE", "come back later", .transient, retryAfter: 1)
        case .reset, .tooManyRequests, .internalServerError, .serviceUnavailable:
            return refusal
        }
    }
}
