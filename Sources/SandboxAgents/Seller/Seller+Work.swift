import AdCP
import Foundation

extension Seller {
    /// An answer, and the task whose webhooks must be through before it leaves.
    struct Served: Sendable {
        let body: JSONObject
        var deliverFirst: String?
    }

    /// Does what an admitted call asks for and writes it down; its key is settled with the answer, or free again.
    ///
    /// - Throws: `AdCPError` for what the buyer should hear.
    func serve(_ call: ToolCall, fault: RandomFault?) throws -> Served {
        defer {
            if let key = call.key { self.running[key] = nil }
        }
        switch call.tool.work {
        case .read(let read):
            return try Served(body: self.enveloped(self.polled(read(call, self.ledger), call), call))
        case .mutation(let perform):
            return try self.serve(call, by: perform, fault: fault)
        }
    }

    private func serve(
        _ call: ToolCall, by perform: (WorkOrder, Ledger) throws(AdCPError) -> Performed, fault: RandomFault?
    ) throws -> Served {
        let now = Date()
        try self.takeApproval(of: call)
        // Asked even where a task is handed out: nobody may wait for days to hear that the request was malformed.
        let performed = try perform(call.order(at: now), self.ledger)
        _ = try WebhookRegistration(call: call)

        switch call.behaviour.outcome ?? .atOnce {
        case .atOnce:
            let body = self.enveloped(performed.body, call)
            try self.commit(performed.effects + [Self.settlement(of: call, body, at: now)])
            return Served(body: body)
        case .refused(let status):
            let details: JSONObject = ["status": .string(status.rawValue)]
            try self.commit([Entry(.requestRefused, at: now, details.merging(Self.trace(of: call)))])
            guard status == .rejected else { throw AdCPError.declined }
            let body: JSONObject = ["status": "rejected", "errors": [AdCPError.declined.json]]
            return Served(body: self.enveloped(body, call))
        case .task(let first, let stages):
            return try self.handOut(call, first: first, stages: stages, fault: fault, at: now)
        }
    }

    private func handOut(
        _ call: ToolCall, first: TaskStatus, stages: [Outcome.Stage], fault: RandomFault?, at now: Date
    ) throws -> Served {
        let runsAhead = call.behaviour.webhookFaults.contains(.beforeAnswer)
        let seconds = runsAhead ? 0 : call.behaviour.outcomeSeconds ?? self.settings.approvalSeconds
        let task = try SellerTask(
            id: Identifier.make("task"), call: call, status: first,
            stages: stages.map { .init(due: now + $0.share * seconds, status: $0.status) },
            at: now, duplicatesWebhooks: fault == .duplicateWebhook)
        let body = self.enveloped(Interim.body(of: first, task: task.id), call)
        try self.commit([
            Entry(.taskCreated, at: now, task.details), Self.settlement(of: call, body, at: now),
        ])
        guard runsAhead else {
            self.schedule(task)
            return Served(body: body)
        }
        try self.advance(task.id, announcing: false)
        return Served(body: body, deliverFirst: task.id)
    }

    /// The envelope's members around a tool's own.
    private func enveloped(_ body: JSONObject, _ call: ToolCall) -> JSONObject {
        var answer = body
        if answer["status"] == nil {
            answer["status"] = "completed"
        }
        if call.arguments["adcp_version"] != nil {
            answer["adcp_version"] = .string(call.version.text)
        }
        answer["context"] = call.arguments["context"] ?? answer["context"]
        return answer
    }

    private static func settlement(of call: ToolCall, _ answer: JSONObject, at: Date) -> Entry {
        let details: JSONObject = ["request_hash": .string(call.requestHash), "answer": .object(answer)]
        return Entry(.keySettled, at: at, Self.trace(of: call).merging(details))
    }
}
