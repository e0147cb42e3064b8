import AdCP

/// `get_adcp_capabilities`.
enum GetCapabilities {
    static let replaySeconds = 86_400

    /// - Parameter requestSigning: what it says of signed requests; nil where it says nothing.
    static func tool(
        _ role: SellerConfiguration.Role, versions: [Version], requestSigning: JSON? = nil, tellsOfChanges: Bool = false
    ) -> Tool {
        Tool(
            name: "get_adcp_capabilities", purpose: "What this agent can do.",
            members: ["protocols": ["type": "array"]], required: [],
            work: .read { _, ledger in
                var body = Self.body(versions: versions)
                if role == .governance {
                    body["supported_protocols"] = ["governance"]
                    body["media_buy"] = nil
                    body["specialisms"] = ["governance-spend-authority"]
                }
                body["request_signing"] = requestSigning
                if tellsOfChanges, var adcp = body["adcp"]?.object {
                    adcp["capability_changes"] = Self.changes(version: ledger.capabilitiesVersion)
                    body["adcp"] = .object(adcp)
                }
                return body
            })
    }

    private static func changes(version: String) -> JSON {
        [
            "capabilities_version": .string(version), "cache_ttl_seconds": 86_400,
            "notifications": [
                "supported": true, "registration_task": "sync_agent_notification_configs",
                "event_types": ["capabilities.changed"],
            ],
        ]
    }

    private static func body(versions: [Version]) -> JSONObject {
        [
            "adcp": [
                "major_versions": .array(Set(versions.map(\.major)).sorted().map { JSON($0) }),
                "supported_versions": .array(versions.map { .string($0.text) }),
                "idempotency": [
                    "supported": true, "replay_ttl_seconds": JSON(Self.replaySeconds), "in_flight_max_seconds": 60,
                ],
            ],
            "supported_protocols": ["media_buy", "creative"],
            "media_buy": ["supported_pricing_models": ["cpm"], "buying_modes": ["brief"]],
            "account": ["supported_billing": ["operator"], "sandbox": true],
            "webhook_signing": ["supported": false, "legacy_hmac_fallback": true],
            "specialisms": ["sales-non-guaranteed", "sales-guaranteed"],
        ]
    }
}
