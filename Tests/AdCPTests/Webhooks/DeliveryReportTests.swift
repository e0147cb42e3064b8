import AdCP
import Testing

private let delivery: JSON = [
    "media_buy_id": "mb_1", "currency": "USD", "status": "active",
    "totals": ["impressions": 125_000, "spend": 5625.50],
    "by_package": [],
]
private let report: JSON = [
    "notification_type": "scheduled", "sequence_number": 31, "next_expected_at": "2026-05-27T09:00:00Z",
    "reporting_period": ["start": "2026-05-25T00:00:00Z", "end": "2026-05-26T00:00:00Z"],
    "media_buy_deliveries": [delivery],
]

private func payload(_ result: JSON, status: String = "completed") throws(WebhookPayloadError) -> WebhookPayload {
    let body: JSON = [
        "idempotency_key": "whk_20260526_example_000031", "operation_id": "delivery_report_67",
        "task_id": "delivery_report_67_000031", "task_type": "media_buy_delivery", "status": .string(status),
        "timestamp": "2026-05-26T09:00:44.582Z", "result": result,
    ]
    return try WebhookPayload(body: body.text.utf8, servedVersion: "3.2")
}

private func read(_ result: JSON) throws -> DeliveryReport {
    try #require(try payload(result).deliveryReport)
}

@Suite struct `a delivery report` {
    @Test func `says what was delivered, when, and which report it is`() throws {
        let read = try read(report)
        #expect(read.notificationType == .scheduled)
        #expect(read.sequenceNumber == 31)
        #expect(read.periodStart == "2026-05-25T00:00:00Z")
        #expect(read.periodEnd == "2026-05-26T00:00:00Z")
        #expect(read.nextExpectedAt == "2026-05-27T09:00:00Z")
        #expect(read.currency == nil)
        #expect(read.deliveries.map(\.mediaBuyID) == ["mb_1"])
        #expect(read.deliveries.map(\.currency) == ["USD"])
        #expect(read.deliveries.map(\.text) == [delivery.text])
    }

    @Test func `never says anything of an operation's outcome`() throws {
        for status in ["completed", "failed", "working", "rejected"] {
            let observation = try payload(report, status: status).observation
            #expect(observation.outcome == .retry)
            #expect(observation.value == nil)
            #expect(observation.taskID == "delivery_report_67_000031")
            observation.expectIsSound()
        }
    }

    @Test func `is there only when the seller could make it`() throws {
        #expect(try payload(["errors": [.error("SERVICE_UNAVAILABLE")]], status: "failed").deliveryReport == nil)
        #expect(throws: WebhookPayloadError.missing("result")) { try payload(.null) }
    }

    @Test(arguments: DeliveryReport.NotificationType.allCases)
    func `has one of five types`(type: DeliveryReport.NotificationType) throws {
        let read = try read(report.with(["notification_type": .string(type.rawValue)]))
        #expect(read.notificationType == type)
        #expect(type != .windowUpdate || type.rawValue == "window_update")
    }

    @Test func `need not be numbered, nor say when the next one comes`() throws {
        let read = try read(report.without("sequence_number", "next_expected_at"))
        #expect(read.sequenceNumber == nil)
        #expect(read.nextExpectedAt == nil)
    }

    @Test func `may be empty`() throws {
        #expect(try read(report.with(["media_buy_deliveries": []])).deliveries.isEmpty)
    }

    @Test func `keeps each element as the seller wrote it`() throws {
        let text = #"{"media_buy_id":"mb_2","status":"active","totals":{"spend":5625.0,"x":1E3},"by_package":[]}"#
        let read = try read(report.with(["media_buy_deliveries": [delivery, try JSON(parsing: text)]]))
        #expect(read.deliveries.map(\.mediaBuyID) == ["mb_1", "mb_2"])
        #expect(read.deliveries.last?.text == text)
        #expect(read.text.contains(text))
        #expect(try JSON(parsing: read.text)["media_buy_deliveries"]?.array?.count == 2)
        #expect(try JSON(parsing: read.text)["reporting_period"] == report["reporting_period"])
    }

    @Test func `names its money for each buy, or for all of them`() throws {
        let bare = delivery.without("currency")
        #expect(
            try read(report.with(["currency": "EUR", "media_buy_deliveries": [bare]])).deliveries[0].currency == "EUR")
        #expect(try read(report.with(["media_buy_deliveries": [bare]])).deliveries[0].currency == nil)
        #expect(throws: WebhookPayloadError.invalid("result.media_buy_deliveries[0].currency")) {
            try payload(report.with(["currency": "EUR"]))
        }
    }

    @Test(arguments: ["notification_type", "reporting_period", "media_buy_deliveries"])
    func `must have what its schema demands`(member: String) {
        #expect(throws: WebhookPayloadError.missing("result.\(member)")) {
            try payload(report.with([member: .null]))
        }
    }

    @Test(
        arguments: [
            ("notification_type", "weekly"), ("notification_type", 1), ("sequence_number", 0), ("sequence_number", 1.5),
            ("sequence_number", "31"), ("sequence_number", -1), ("currency", "usd"), ("currency", "EURO"),
            ("currency", 978), ("reporting_period", []), ("media_buy_deliveries", [:]), ("next_expected_at", "soon"),
        ] as [(String, JSON)])
    func `with a member of another kind is refused, naming it`(member: String, value: JSON) {
        #expect(throws: WebhookPayloadError.invalid("result.\(member)")) { try payload(report.with([member: value])) }
    }

    @Test(arguments: ["start", "end"])
    func `has a period with two ends, to the second and with an offset`(end: String) {
        for wrong in ["2026-05-25", "2026-05-25T00:00:00", "2026-02-30T00:00:00Z", 1_779_667_200] as [JSON] {
            let period = report["reporting_period"]?.with([end: wrong]) ?? .null
            #expect(throws: WebhookPayloadError.invalid("result.reporting_period.\(end)")) {
                try payload(report.with(["reporting_period": period]))
            }
        }
        let period = report["reporting_period"]?.with([end: .null]) ?? .null
        #expect(throws: WebhookPayloadError.missing("result.reporting_period.\(end)")) {
            try payload(report.with(["reporting_period": period]))
        }
    }

    @Test(
        arguments: [
            ("media_buy_id", 7), ("media_buy_id", ""), ("media_buy_id", "a\u{7}b"), ("status", 1), ("totals", []),
            ("by_package", [:]), ("currency", "$"),
        ] as [(String, JSON)])
    func `has elements of one kind, each with its place`(member: String, value: JSON) {
        let second = delivery.with(["media_buy_id": "mb_2"]).with([member: value])
        #expect(throws: WebhookPayloadError.invalid("result.media_buy_deliveries[1].\(member)")) {
            try payload(report.with(["media_buy_deliveries": [delivery, second]]))
        }
        guard member != "currency" else { return }
        #expect(throws: WebhookPayloadError.missing("result.media_buy_deliveries[0].\(member)")) {
            try payload(report.with(["media_buy_deliveries": [delivery.without(member)]]))
        }
    }

    @Test func `has each media buy once`() {
        #expect(throws: WebhookPayloadError.invalid("result.media_buy_deliveries[1].media_buy_id")) {
            try payload(report.with(["media_buy_deliveries": [delivery, delivery]]))
        }
        #expect(throws: WebhookPayloadError.invalid("result.media_buy_deliveries[1]")) {
            try payload(report.with(["media_buy_deliveries": [delivery, "mb_2"]]))
        }
    }
}
