import AdCP
import Crypto
import Foundation

/// The sandbox's `governance_context`: what was approved, for which seller, until when. Sealed with a key that both sandboxes know.
struct Approval: Sendable {
    let checkID: String
    let audience: String?
    let payloadHash: String
    let expiresAt: Date

    private static let key = SymmetricKey(data: SHA256.hash(data: Array("holdfast sandbox governance".utf8)))

    var token: String {
        let claims = JSON.object(
            JSONObject(present: [
                "check_id": .string(self.checkID), "aud": .text(self.audience),
                "authorized_payload_hash": .string(self.payloadHash),
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
            let hash = claims["authorized_payload_hash"]?.string,
            let expiry = claims["exp"]?.string.flatMap(Timestamp.date)
        else { return nil }
        self.init(checkID: checkID, audience: claims["aud"]?.string, payloadHash: hash, expiresAt: expiry)
    }

    init(checkID: String, audience: String?, payloadHash: String, expiresAt: Date) {
        self.checkID = checkID
        self.audience = audience
        self.payloadHash = payloadHash
        self.expiresAt = expiresAt
    }

    /// Why a seller must not act on it; nil when it may.
    func refusal(of arguments: JSONObject, at now: Date, by seller: String) -> String? {
        if self.expiresAt <= now { return "the approval ran out" }
        if let audience = self.audience, audience != seller { return "the approval is for another seller" }
        if GovernedPayload.hash(of: arguments) != self.payloadHash {
            return "the request is not the one that was approved"
        }
        return nil
    }
}
