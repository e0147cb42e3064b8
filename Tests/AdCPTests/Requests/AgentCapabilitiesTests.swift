import AdCP
import Testing

@Suite struct `agent capabilities` {
    let body: JSON = [
        "status": "completed", "adcp_version": "3.1",
        "adcp": [
            "major_versions": [3], "supported_versions": ["3.0", "3.1"],
            "idempotency": ["supported": true, "replay_ttl_seconds": 86400, "in_flight_max_seconds": 120],
        ],
        "supported_protocols": ["media_buy"],
        "webhook_signing": [
            "supported": true, "profile": "adcp/webhook-signing/v1", "algorithms": ["ed25519"],
            "legacy_hmac_fallback": true,
            "delivery_retry_horizon_seconds": 86400,
        ],
        "identity": ["brand_json_url": "https://seller.example/.well-known/brand.json"],
    ]

    @Test func `everything that decides how we speak is read`() throws {
        let capabilities = try #require(AgentCapabilities(.body(self.body)))
        #expect(capabilities.majorVersions == [3])
        #expect(capabilities.supportedVersions == ["3.0", "3.1"])
        #expect(capabilities.supportedProtocols == ["media_buy"])
        #expect(capabilities.pin == ProtocolVersion(3, 1))
        #expect(capabilities.idempotency.isSupported)
        #expect(capabilities.idempotency.replayTTLSeconds == 86400)
        #expect(capabilities.idempotency.inFlightMaximumSeconds == 120)
        #expect(capabilities.webhookSigning?.isSupported == true)
        #expect(capabilities.webhookSigning?.hasHMACFallback == true)
        #expect(capabilities.webhookSigning?.algorithms == ["ed25519"])
        #expect(capabilities.webhookSigning?.profile == "adcp/webhook-signing/v1")
        #expect(capabilities.webhookSigning?.deliveryRetryHorizonSeconds == 86400)
        #expect(capabilities.brandJSONURL == "https://seller.example/.well-known/brand.json")
    }

    @Test func `an agent that names only its major version is of 3-0`() {
        #expect(AgentCapabilities(["adcp": ["major_versions": [3]]])?.pin == ProtocolVersion(3, 0))
        #expect(AgentCapabilities(["adcp": ["major_versions": [4]]])?.pin == nil)
        #expect(AgentCapabilities(["adcp": ["major_versions": [3], "supported_versions": ["3.7"]]])?.pin == nil)
    }

    @Test(
        arguments: [
            nil, .null, [:], ["supported": false, "replay_ttl_seconds": 86400], ["replay_ttl_seconds": 86400],
            ["supported": "true"],
            "yes", ["supported": 1],
        ] as [JSON?])
    func `without a plain promise, nothing may be resent`(idempotency: JSON?) throws {
        var adcp: JSONObject = ["supported_versions": ["3.1"]]
        adcp["idempotency"] = idempotency
        let capabilities = try #require(AgentCapabilities(["adcp": .object(adcp)]))
        #expect(!capabilities.idempotency.isSupported)
        #expect(capabilities.idempotency.replayTTLSeconds == nil)
    }

    @Test(arguments: [0, -1, 0.5, "86400", .null] as [JSON])
    func `a promise without its length has none`(ttl: JSON) throws {
        let capabilities = try #require(
            AgentCapabilities([
                "adcp": ["major_versions": [3], "idempotency": ["supported": true, "replay_ttl_seconds": ttl]]
            ]))
        #expect(capabilities.idempotency.replayTTLSeconds == nil)
    }

    @Test(
        arguments: [
            .body([:]), .body(["adcp": "3.1"]), .body(["adcp": [:]]), .body(["adcp": ["supported_versions": "3.1"]]),
            .texts("hello"),
            .body(["adcp": ["major_versions": [3]]], isError: true), .error("AUTH_INVALID"), .lost(reason: "gone"),
            .httpError(status: 404, retryAfterSeconds: nil),
        ] as [AgentAnswer])
    func `an answer that holds none gives none`(answer: AgentAnswer) {
        #expect(AgentCapabilities(answer) == nil)
    }

    @Test func `we ask with the newest release that we speak, and servers step down`() {
        #expect(AgentCapabilities.arguments.text == #"{"adcp_version":"3.2","adcp_major_version":3}"#)
    }

    @Test func `an agent without the tool is held to 3-0 and trusted with nothing`() {
        #expect(AgentCapabilities.unstated.pin == ProtocolVersion(3, 0))
        #expect(!AgentCapabilities.unstated.idempotency.isSupported)
        #expect(AgentCapabilities.unstated.webhookSigning == nil)
    }
}
