import Crypto

/// What an approval is bound to (AdCP, campaign governance, `authorized_payload_hash`).
public enum GovernedPayload {
    /// SHA-256 of the canonical request (RFC 8785), less the approval itself and `context`, as base64url without padding.
    public static func hash(of request: JSONObject) -> String {
        let covered = request.filter { $0 != "governance_context" && $0 != "context" }
        return Base64URL.text(Array(SHA256.hash(data: Array(JSON.object(covered).canonical.utf8))))
    }
}
