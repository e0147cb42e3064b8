import AdCP
import Testing

@Suite struct `the settlement record` {
    @Test func `is hashed in its canonical form`() {
        let canceled = SettlementRecord(taskType: "create_media_buy", status: .canceled, value: .null)
        #expect(canceled.canonical == #"{"status":"canceled","task_type":"create_media_buy","value":null}"#)
        #expect(canceled.hash.hexadecimal == "4d31aba22ba011f089242a0a7cf08f79609f0b35344535bb9766eddd322c6508")
        let completed = SettlementRecord(
            taskType: "create_media_buy", status: .completed,
            value: [
                "revision": 1.0, "packages": [["package_id": "p1", "budget": .number("5000.00")]],
                "media_buy_id": "mb_7",
            ])
        #expect(completed.hash.hexadecimal == "8de7beb8a12003c229792046e5bd37791afae57d90fd124aa7eec5d64232880e")
    }

    /// The same end of the same task, told by a direct answer, a poll and a webhook.
    struct Told: Sendable, CustomTestStringConvertible {
        let name: String
        let direct: JSON
        let poll: JSON
        let webhook: JSON
        var isError = false
        var testDescription: String { self.name }
    }

    @Test(
        arguments: [
            Told(
                name: "a buy",
                direct: [
                    "adcp_version": "3.1", "status": "completed", "replayed": true, "context": ["operation_id": "op-1"],
                    "context_id": "c_9",
                    "message": "Created", "timestamp": "2026-11-01T15:02:11Z", "governance_context": "eyJ",
                    "media_buy_id": "mb_7",
                    "media_buy_status": "pending_creatives", "confirmed_at": "2026-11-01T15:02:10Z", "revision": 1,
                    "packages": [["package_id": "p1", "budget": 5000]], "task_id": "tk_1",
                ],
                poll: [
                    "media_buy_id": "mb_7", "confirmed_at": "2026-11-01T15:02:10Z",
                    "media_buy_status": "pending_creatives",
                    "packages": [["budget": .number("5000.0"), "package_id": "p1"]], "revision": .number("1.0"),
                    "context": ["operation_id": "op-1"],
                ],
                webhook: [
                    "status": "completed", "adcp_version": "3.1", "adcp_major_version": 3, "media_buy_id": "mb_7",
                    "media_buy_status": "pending_creatives", "confirmed_at": "2026-11-01T15:02:10Z", "revision": 1,
                    "packages": [["package_id": "p1", "budget": 5000]], "replayed": false,
                    "message": "Your buy is booked",
                ]),
            Told(
                name: "a buy with the older name of its status",
                direct: [
                    "adcp_version": "3.0", "status": "active", "media_buy_id": "mb_7", "confirmed_at": .null,
                    "revision": 1, "packages": [],
                ],
                poll: [
                    "media_buy_id": "mb_7", "media_buy_status": "active", "confirmed_at": .null, "revision": 1,
                    "packages": [],
                ],
                webhook: [
                    "media_buy_id": "mb_7", "status": "active", "confirmed_at": .null, "revision": 1, "packages": [],
                ]),
            Told(
                name: "a buy that the seller rejected",
                direct: [
                    "adcp_version": "3.0", "status": "rejected", "media_buy_id": "mb_7", "confirmed_at": .null,
                    "revision": 1, "packages": [],
                ],
                poll: [
                    "media_buy_id": "mb_7", "media_buy_status": "rejected", "status": "rejected", "confirmed_at": .null,
                    "revision": 1, "packages": [],
                ],
                webhook: [
                    "media_buy_id": "mb_7", "status": "rejected", "confirmed_at": .null, "revision": 1, "packages": [],
                ]),
        ])
    func `of a success is the same over all channels`(_ told: Told) throws {
        try told.expectSame(status: "completed")
    }

    @Test(
        arguments: [
            Told(
                name: "errors",
                direct: [
                    "status": "failed", "task_id": "tk_1",
                    "adcp_error": .error("TERMS_REJECTED", recovery: "correctable", retryAfter: 5),
                    "errors": [.error("TERMS_REJECTED", recovery: "correctable")], "context": ["operation_id": "op-1"],
                ],
                poll: ["errors": [.error("TERMS_REJECTED", recovery: "correctable", retryAfter: 7)]],
                webhook: ["status": "failed", "adcp_error": .error("TERMS_REJECTED", recovery: "correctable")]),
            Told(
                name: "errors that the transport flags",
                direct: ["adcp_error": .error("TERMS_REJECTED", recovery: "correctable")],
                poll: [
                    "errors": [.error("TERMS_REJECTED", recovery: "correctable")], "context": ["operation_id": "op-1"],
                ],
                webhook: ["errors": [.error("TERMS_REJECTED", recovery: "correctable")]], isError: true),
        ])
    func `of a failure is the same over all channels`(_ told: Told) throws {
        try told.expectSame(status: "failed")
    }

    @Test func `of a refusal and of a cancellation is the same over all channels`() throws {
        try Told(
            name: "rejected",
            direct: [
                "status": "rejected", "reason": "No inventory", "suggestions": ["later"], "message": "Sorry",
                "task_id": "tk_1",
            ],
            poll: ["status": "rejected", "suggestions": ["later"], "reason": "No inventory"],
            webhook: ["reason": "No inventory", "suggestions": ["later"]]
        ).expectSame(status: "rejected")
        try Told(
            name: "canceled", direct: ["status": "canceled", "message": "Bye"], poll: .null, webhook: [:]
        ).expectSame(status: "canceled")
    }

    @Test func `differs when task, status or value do`() {
        let record = SettlementRecord(taskType: "create_media_buy", status: .completed, value: ["a": 1])
        let others = [
            SettlementRecord(taskType: "update_media_buy", status: .completed, value: ["a": 1]),
            SettlementRecord(taskType: "create_media_buy", status: .rejected, value: ["a": 1]),
            SettlementRecord(taskType: "create_media_buy", status: .completed, value: ["a": "1"]),
        ]
        #expect(Set(others.map(\.hash) + [record.hash]).count == 4)
    }
}

extension `the settlement record`.Told {
    func expectSame(status: String) throws {
        let task = "create_media_buy"
        let direct = Observation(ofCall: task, answer: .body(self.direct, isError: self.isError), servedVersion: "3.1")
        let version = self.direct["adcp_version"]?.string ?? "3.1"
        let poll = Observation(
            ofPoll: "tk_1", of: task,
            answer: .body([
                "task_id": "tk_1", "task_type": .string(task), "status": .string(status), "result": self.poll,
                "adcp_version": .string(version),
            ]), servedVersion: "3.1")
        let webhook = try WebhookPayload(
            body: JSON.object([
                "idempotency_key": "whk_01HW9D3H8FZP2N6R8T0V", "operation_id": "op-1", "task_id": "tk_1",
                "task_type": .string(task),
                "status": .string(status), "timestamp": "2026-11-01T15:02:12Z", "token": "0123456789abcdef",
                "result": self.webhook,
            ]).text.utf8, servedVersion: version
        ).observation
        for observation in [direct, poll, webhook] {
            #expect(observation.outcome.rawValue == status)
            #expect(observation.recordHash == direct.recordHash)
            observation.expectIsSound()
        }
        #expect(
            try poll.value.map { try JSON(parsing: $0).canonical }
                == direct.value.map { try JSON(parsing: $0).canonical })
        #expect(direct.recordHash?.count == 32)
    }
}

extension [UInt8] {
    var hexadecimal: String {
        self.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
