import AdCP
import Crypto
import Foundation

/// The sandbox's `governance_context`: what was approved, for which seller, until when. Sealed with a key that both sandboxes know.
struct Approval: Sendable {
    let checkID: String
    let audience: String?
    let authorization: GovernanceAuthorization
    let expiresAt: Date

    private static let key = SymmetricKey(data: SHA256.hash(data: Array("holdfast sandbox governance".utf8)))

    var token: String {
        let claims = JSON.object(
            JSONObject(present: [
                "check_id": .string(self.checkID), "aud": .text(self.audience),
                "task": .string(self.authorization.task),
                "authorized_payload_hash": .string(self.authorization.payloadHash),
                "amount": JSON(self.authorization.ceiling.amount),
                "currency": .string(self.authorization.ceiling.currency),
                "exp": .string(Timestamp.text(self.expiresAt)),
            ])
        ).text
        let seal = HMAC<SHA256>.authenticationCode(for: Array(claims.utf8), using: Self.key)
        return [Data(claims.utf8), Data(seal)].map { $0.base64EncodedString() }.joined(separator: ".")
    }

    /// Takes a token apart; nil when nobody of ours made it.
    init?(token: String) {
        let parts = token.split(separator: ".").compactMap { Data(base64Encoded: String($0)) }
        guard parts.count == 2,
            HMAC<SHA256>.isValidAuthenticationCode(parts[1], authenticating: parts[0], using: Self.key),
            let claims = try? JSON(parsing: parts[0]), let checkID = claims["check_id"]?.string,
            let task = claims["task"]?.string, let hash = claims["authorized_payload_hash"]?.string,
            let amount = claims["amount"]?.double, let currency = claims["currency"]?.string,
            let expiry = claims["exp"]?.string.flatMap(Timestamp.date)
        else { return nil }
        self.init(
            checkID: checkID, audience: claims["aud"]?.string,
            authorization: GovernanceAuthorization(
                task: task, payloadHash: hash, ceiling: .init(amount: amount, currency: currency)), expiresAt: expiry)
    }

    init(checkID: String, audience: String?, authorization: GovernanceAuthorization, expiresAt: Date) {
        self.checkID = checkID
        self.audience = audience
        self.authorization = authorization
        self.expiresAt = expiresAt
    }

    /// Why a seller must not act on it; nil when it may.
    func refusal(of call: ToolCall, at now: Date, by seller: String) -> String? {
        if self.expiresAt <= now { return "the approval ran out" }
        if let audience = self.audience, Self.host(audience) != Self.host(seller) {
            return "the approval is for another seller"
        }
        return self.authorization.refusal(
            of: call.tool.name, payloadHash: GovernedPayload.hash(of: call.arguments),
            commitment: .init(amount: Self.amount(of: call.arguments), currency: self.authorization.ceiling.currency))?
            .rawValue
    }

    /// One seller has an address for each transport.
    private static func host(_ url: String) -> Substring {
        url.prefix { $0 != "?" }.split(separator: "/").dropFirst().first ?? ""
    }

    /// What a request commits, as far as it says so itself.
    static func amount(of request: JSONObject) -> Double {
        if let amount = request["total_budget"]?["amount"]?.double { return amount }
        let bought = request["packages"]?.array ?? request["purchases"]?.array ?? []
        return bought.compactMap { $0["budget"]?.double }.reduce(0, +)
    }
}
