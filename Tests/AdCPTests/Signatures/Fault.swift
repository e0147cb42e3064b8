@testable import AdCP

/// One thing wrong with a webhook or with what we know of its sender, in the order in which the profile looks.
struct Fault: Sendable, CustomStringConvertible {
    let description: String
    let code: String
    let apply: @Sendable (inout Draft, inout Judge) -> Void

    private init(_ description: String, _ code: String, _ apply: @escaping @Sendable (inout Draft, inout Judge) -> Void)
    {
        self.description = description
        self.code = code
        self.apply = apply
    }

    static let inOrder: [Fault] = [
        Fault("no Signature", "webhook_signature_header_malformed") { draft, _ in
            draft.tampering.append { $0.set("Signature", nil) }
        },
        Fault("no nonce", "webhook_signature_params_incomplete") { draft, _ in draft.set("nonce", nil) },
        Fault("another tag", "webhook_signature_tag_invalid") { draft, _ in
            draft.set("tag", #""adcp/request-signing/v1""#)
        },
        Fault("RSA", "webhook_signature_alg_not_allowed") { draft, _ in draft.set("alg", #""rsa-pss-sha512""#) },
        Fault("expired", "webhook_signature_window_invalid") { draft, _ in
            draft.set("created", "\(Draft.now - 400)")
            draft.set("expires", "\(Draft.now - 100)")
        },
        Fault("authority not covered", "webhook_signature_components_incomplete") { draft, _ in
            draft.components.removeAll { $0 == #""@authority""# }
        },
        Fault("no such key", "webhook_signature_key_unknown") { _, judge in judge.hasKey = false },
        Fault("a key for other uses", "webhook_signature_key_purpose_invalid") { _, judge in
            judge.key["adcp_use"] = "response-signing"
        },
        Fault("no fresh revocation list", "webhook_signature_revocation_stale") { _, judge in
            judge.revocations = .stale
        },
        Fault("a revoked key", "webhook_signature_key_revoked") { _, judge in
            guard judge.revocations != .stale else { return }
            judge.revocations = .known(revoked: ["seller-2026"])
        },
        Fault("no room for nonces", "webhook_signature_rate_abuse") { _, judge in judge.nonceStore = .full },
        Fault("sent to another host", "webhook_target_uri_malformed") { draft, _ in
            draft.tampering.append { $0.authority = "other.example" }
        },
        Fault("another signature", "webhook_signature_invalid") { draft, _ in
            draft.tampering.append { webhook in
                guard !webhook.value("Signature").isEmpty else { return }
                webhook.set("Signature", "sig1=:\(String(repeating: "A", count: 86)):")
            }
        },
        Fault("another body", "webhook_signature_digest_mismatch") { draft, _ in
            draft.tampering.append { $0.message.body.append(0x20) }
        },
        Fault("a nonce seen before", "webhook_signature_replayed") { _, judge in
            judge.seen = ["KXYnfEfJ0PBRZXQyVXfVQA"]
        },
        Fault("no room left at the insert", "webhook_signature_rate_abuse") { _, judge in judge.isFullAtInsert = true },
        Fault("a member given twice", "webhook_body_malformed") { draft, _ in draft.body = Array(#"{"a":1,"a":2}"#.utf8)
        },
    ]

    /// All pairs of different faults, the one that has to be told first.
    static let pairs = Self.inOrder.indices.flatMap { first in
        (first + 1..<Self.inOrder.count).map { (Self.inOrder[first], Self.inOrder[$0]) }
    }
}
