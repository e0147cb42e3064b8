import AdCP
import Database
import HTTPTypes
import HummingbirdTesting
import TestSupport
import Testing

/// Reports on how media buys deliver (C §6.7), from the seller's webhook to the analyst's view.
@Suite(.database, .timeLimit(.minutes(5))) struct DeliveryReportWebhookTests {
    @Test func `a report is kept for every buy in it, and settles nothing`() async throws {
        try await ToldOperation.with { told in
            let before = try await told.facts()
            let response = try await told.report(sequence: 1, spend: "10.50", buys: ["mb_7", "mb_8"])
            #expect(response.json == ["status": "accepted"])
            #expect(try await told.facts() == before)
            #expect(
                try await told.gateway.row(
                    """
                    select count(*)::text, min(media_buy_id), max(spend)::text, min(currency), min(impressions)::text, min(agent)
                    from adcp_report.media_buy_delivery
                    """) == ["2", "mb_7", "10.50", "EUR", "1000", "seller"])
            let list = try await told.gateway.get("/v1/webhooks?verdict=recorded").json["webhooks"]?.array
            #expect(list?.count == 1)
        }
    }

    @Test func `of two reports on one period the later number holds, whichever comes last`() async throws {
        try await ToldOperation.with { told in
            _ = try await told.report(sequence: 2, spend: "20", type: "adjusted")
            _ = try await told.report(sequence: 1, spend: "10")
            let view = "select sequence::text, spend::text, notification_type from adcp_report.media_buy_delivery"
            #expect(try await told.gateway.row(view) == ["2", "20", "adjusted"])
            #expect(try await told.gateway.row("select count(*)::text from adcp.delivery_reports") == ["2"])
        }
    }

    @Test func `the same number again is the same report, and the later one stands`() async throws {
        try await ToldOperation.with { told in
            _ = try await told.report(sequence: 1, spend: "10")
            _ = try await told.report(sequence: 1, spend: "11", key: "whk_second_key_0001")
            #expect(try await told.gateway.row("select spend::text from adcp.delivery_reports") == ["11"])
            #expect(try await told.gateway.row("select count(*)::text from adcp.delivery_reports") == ["1"])
        }
    }

    @Test func `many reports under one operation have tasks of their own`() async throws {
        try await ToldOperation.with { told in
            try await told.answer(["status": "submitted", "task_id": .string(ToldOperation.task)])
            for sequence in 1...3 {
                let response = try await told.report(sequence: sequence, spend: "1", start: "2026-11-0\(sequence)")
                #expect(response.status == .ok)
            }
            #expect(try await told.facts().attention == nil)
            #expect(try await told.gateway.row("select count(*)::text from adcp_report.media_buy_delivery") == ["3"])
        }
    }

    @Test func `a report that is none is refused and kept for people`() async throws {
        try await ToldOperation.with { told in
            let response = try await told.report(sequence: 1, spend: "1", start: "yesterday")
            #expect(response.status == .badRequest)
            #expect(response.json["detail"]?.string?.contains("result.reporting_period.start") == true)
            #expect(try await told.gateway.row("select count(*)::text from adcp.delivery_reports") == ["0"])
        }
    }
}

extension ToldOperation {
    fileprivate func report(
        sequence: Int, spend: String, buys: [String] = ["mb_7"], type: String = "scheduled",
        start: String = "2026-11-01",
        key: String? = nil
    ) async throws -> TestResponse {
        let deliveries = buys.map { buy in
            """
            {"media_buy_id":"\(buy)","status":"active","totals":{"spend":\(spend),"impressions":1000},"by_package":[]}
            """
        }
        return try await self.webhook {
            $0.key = key ?? "whk_0123456789_\(sequence)_\(type)"
            ($0.task, $0.type) = ("report-\(sequence)", "media_buy_delivery")
            $0.result = """
                {"notification_type":"\(type)","sequence_number":\(sequence),"currency":"EUR",\
                "reporting_period":{"start":"\(start)T00:00:00Z","end":"2026-11-30T00:00:00Z"},\
                "media_buy_deliveries":[\(deliveries.joined(separator: ","))]}
                """
        }
    }
}
