import Testing

@testable import AdCP

/// What a task's result has to look like, and where it does not.
struct PayloadFaultTests {
    private func fault(_ task: String, _ version: ProtocolVersion, _ text: String) throws -> String? {
        let shape = try #require(Payloads.shape(of: task, version: version))
        return shape.fault(of: try JSON(parsing: text))?.description
    }

    @Test(
        arguments: [
            (#"{"media_buy_id":"mb_7","packages":[]}"#, nil, "confirmed_at is missing"),
            (#"{"media_buy_id":"mb_7","confirmed_at":null,"packages":[]}"#, nil, "revision is missing"),
            (#"{"media_buy_id":"mb_7","confirmed_at":null,"revision":1,"packages":[]}"#, nil, nil),
            (#"{"media_buy_id":"mb_7","confirmed_at":null,"revision":1.0,"packages":[]}"#, nil, nil),
            (
                #"{"media_buy_id":"mb_7","confirmed_at":null,"revision":0,"packages":[]}"#,
                "revision is not what AdCP says",
                "revision is not what AdCP says"
            ),
            (
                #"{"media_buy_id":7,"confirmed_at":null,"revision":1,"packages":[]}"#,
                "media_buy_id is not what AdCP says",
                "media_buy_id is not what AdCP says"
            ),
            (
                #"{"media_buy_id":"mb_7","confirmed_at":null,"revision":1,"packages":[{"package_id":"p"},{}]}"#,
                "packages[1].package_id is missing", "packages[1].package_id is missing"
            ),
            (
                #"{"media_buy_id":"mb_7","confirmed_at":null,"revision":1,"packages":[{"package_id":"p","budget":-1}]}"#,
                "packages[0].budget is not what AdCP says", "packages[0].budget is not what AdCP says"
            ),
            (
                #"{"media_buy_id":"mb_7","confirmed_at":null,"revision":1,"packages":[],"media_buy_status":"booked"}"#,
                nil, "media_buy_status is not what AdCP says"
            ),
            (
                #"{"media_buy_id":"mb_7","confirmed_at":null,"revision":1,"packages":[],"media_buy_status":"active"}"#,
                nil,
                "confirmed_at is not what AdCP says"
            ),
        ] as [(String, String?, String?)])
    func `a buy is held against the release it was made under`(_ text: String, _ older: String?, _ newer: String?)
        throws
    {
        #expect(try self.fault("create_media_buy", ProtocolVersion(3, 0), text) == older)
        for version in [ProtocolVersion(3, 1), ProtocolVersion(3, 2), ProtocolVersion(4, 0)] {
            #expect(try self.fault("create_media_buy", version, text) == newer)
        }
    }

    @Test func `members that nobody knows, and nulls for what may be absent, are no fault`() throws {
        let text = #"""
            {"media_buy_id":"mb_7","confirmed_at":null,"revision":1,"name":null,"x":{"y":[1]},"media_buy_status":null,
            "packages":[{"package_id":"p","budget":null,"z":7}]}
            """#
        #expect(try self.fault("create_media_buy", ProtocolVersion(3, 1), text) == nil)
    }

    @Test func `of several shapes the fault is that of the one that was meant`() throws {
        let version = ProtocolVersion(3, 1)
        #expect(try self.fault("build_creative", version, "{}") == "creative_manifest is missing")
        #expect(
            try self.fault("build_creative", version, #"{"creatives":[{"variants":[{"build_variant_id":"v"}]}]}"#)
                == "creatives[0].variants[0].creative_manifest is missing")
    }

    @Test func `a governance decision is called status in 3.0 and verdict since`() throws {
        let text = #"""
            {"check_id":"c","plan_id":"p","explanation":"fits","expires_at":"2026-11-26T00:00:00Z","NAME":"approved"}
            """#
        let status = text.replacing("NAME", with: "status")
        let verdict = text.replacing("NAME", with: "verdict")
        #expect(try self.fault("check_governance", ProtocolVersion(3, 0), status) == nil)
        #expect(try self.fault("check_governance", ProtocolVersion(3, 1), status) == "verdict is missing")
        #expect(try self.fault("check_governance", ProtocolVersion(3, 1), verdict) == nil)
        #expect(
            try self.fault(
                "check_governance", ProtocolVersion(3, 2), verdict.replacing("{", with: #"{"check_type":"intent","#))
                == "governance_context is not what AdCP says")
    }

    @Test func `a path holds nothing that the agent wrote`() throws {
        let text = #"{"media_buy_id":"mb_7","packages":[{"package_id":"p","<script>":1,"budget":"<script>"}]}"#
        #expect(
            try self.fault("create_media_buy", ProtocolVersion(3, 0), text)
                == "packages[0].budget is not what AdCP says")
    }

    @Test func `of tasks that are not known nothing is demanded`() {
        #expect(Payloads.shape(of: "sync_audiences", version: ProtocolVersion(3, 2)) == nil)
    }
}
