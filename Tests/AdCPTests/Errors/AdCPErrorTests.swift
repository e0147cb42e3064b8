import AdCP
import Testing

@Suite struct `AdCP errors` {
    @Test(
        arguments: [
            // A word of AdCP's counts, whatever the code.
            ("RATE_LIMITED", "transient", .transient), ("BUDGET_TOO_LOW", "transient", .transient),
            ("RATE_LIMITED", "terminal", .terminal), ("X_NOVA_MANUAL_REVIEW", "terminal", .terminal),
            ("CREATIVE_REJECTED", "correctable", .correctable), ("X_NOVA_CREATIVE_WRAPPER", "terminal", .terminal),
            // Without one, the class of the code.
            ("RATE_LIMITED", nil, .transient), ("CONFIGURATION_ERROR", nil, .terminal),
            ("CREATIVE_REJECTED", nil, .correctable),
            // A word that AdCP does not have is terminal; no word and no class is transient.
            ("RATE_LIMITED", "deferred", .terminal), ("RATE_LIMITED", "", .terminal),
            ("X_NOVA_TEMPORARY_CAPACITY", nil, .transient),
        ] as [(String, String?, Recovery)])
    func `recovery is the agent's word, else the code's class, else transient`(
        code: String, stated: String?, recovery: Recovery
    ) throws {
        let error = try #require(AdCPError(.error(code, recovery: stated)))
        #expect(error.recovery == recovery)
    }

    @Test func `only an unknown code without a word on recovery is unclassified`() throws {
        #expect(try #require(AdCPError(.error("X_NOVA"))).isClassified == false)
        #expect(try #require(AdCPError(.error("X_NOVA", recovery: "transient"))).isClassified)
        #expect(try #require(AdCPError(.error("RATE_LIMITED"))).isClassified)
    }

    @Test(
        arguments: [
            nil, .null, "RATE_LIMITED", [], 5, [:], ["code": 5], ["code": .null], ["code": ""], ["message": "no code"],
            ["code": "\u{202E}"],
            ["code": .string(String(repeating: "A", count: 65))],
            ["code": "A", "message": .string(String(repeating: "m", count: 4096))],
        ] as [JSON?])
    func `an object that is no error of AdCP's is none`(json: JSON?) {
        #expect(AdCPError(json) == nil)
    }

    @Test func `a code of 64 characters in an object of 4096 bytes is one, without a message too`() throws {
        let code = String(repeating: "A", count: 64)
        let bare: JSON = ["code": .string(code), "message": ""]
        let message = String(repeating: "m", count: 4096 - bare.text.utf8.count)
        let error = try #require(AdCPError(bare.with(["message": .string(message)])))
        #expect(error.code.rawValue == code)
        #expect(error.message?.utf8.count == 512)
        #expect(try #require(AdCPError(["code": "X"])).message == nil)
    }

    @Test func `members of the wrong type are as good as absent`() throws {
        let error = try #require(
            AdCPError(["code": "X", "message": 1, "recovery": ["terminal"], "retry_after": "5", "details": "none"]))
        #expect(error.message == nil)
        #expect(error.statedRecovery == nil)
        #expect(error.retryAfterSeconds == nil)
        #expect(error.supportedVersions == [])
    }

    @Test func `VERSION_UNSUPPORTED tells the releases to pin to`() throws {
        let error = try #require(
            AdCPError([
                "code": "VERSION_UNSUPPORTED", "message": "no",
                "details": ["supported_versions": ["3.0", 3, "3.1", "3.2-rc.7", "2.5"]],
            ]))
        #expect(error.code == .versionUnsupported)
        #expect(ProtocolVersion.pin(servedBy: error.supportedVersions) == ProtocolVersion(3, 1))
    }

    @Test func `what differs by channel is not part of the normalized error`() throws {
        let bare = JSON.error("PRODUCT_NOT_FOUND", recovery: "correctable")
        let hinted = try #require(AdCPError(bare.with(["retry_after": 5, "source": "sdk", "sdk_id": "ts"])))
        #expect(hinted.normalized == bare)
    }

    @Test(
        arguments: [
            (1, 1), (5, 5), (1.25, 2), (0.1, 1), (3600, 3600), (3599.2, 3600), (1e9, 3600), (.infinity, 3600), (0, nil),
            (-5, nil),
            (.nan, nil), (nil, nil), (1e308, 3600),
        ] as [(Double?, Int?)])
    func `waits are whole seconds from 1 to 3600`(asked: Double?, seconds: Int?) {
        #expect(RetryAfter.seconds(asked) == seconds)
    }
}
