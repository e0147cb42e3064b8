import AdCP
import Database
import Foundation
import TestSupport
import Testing

/// Requests that ask for delivery reports (AdCP `reporting_webhook`).
@Suite(.database, .timeLimit(.minutes(5)))
struct ReportingWebhookTests {
    private static let request = #"{"buyer_ref": "b1", "reporting_webhook": {"reporting_frequency": "daily"}}"#

    @Test(arguments: [WebhookRoute.Mode.hmacSHA256, .bearer, .rfc9421])
    func `a request that says how often is told where to`(_ mode: WebhookRoute.Mode) async throws {
        try await Deployment.with(webhookMode: mode) { deployment in
            try await deployment.submit(Self.request)
            let call = try #require(try await deployment.claim().first)
            let frozen = try JSON(parsing: try #require(call.request))
            let report = try #require(frozen["reporting_webhook"])
            #expect(report["reporting_frequency"] == "daily")
            #expect(report["url"]?.string?.hasPrefix("https://buyer.example/webhooks/") == true)
            // Never signed by the seller's key, as AdCP 3 has it.
            #expect(report["authentication"]?["schemes"] == [mode == .bearer ? "Bearer" : "HMAC-SHA256"])
            #expect((report["url"] == frozen["push_notification_config"]?["url"]) == (mode != .rfc9421))
        }
    }

    @Test func `the caller's own address stays`() async throws {
        try await Deployment.with(webhookMode: .hmacSHA256) { deployment in
            let own = #"{"url": "https://reports.example", "reporting_frequency": "hourly"}"#
            try await deployment.submit(#"{"reporting_webhook": \#(own)}"#)
            let call = try #require(try await deployment.claim().first)
            let frozen = try JSON(parsing: try #require(call.request))
            #expect(frozen["reporting_webhook"] == (try JSON(parsing: own)))
        }
    }

    @Test func `an agent without an address cannot be asked for reports`() async throws {
        try await Deployment.with { deployment in
            await #expect {
                try await deployment.submit(Self.request)
            } throws: {
                ($0 as? DatabaseError)?.field == "request.reporting_webhook"
            }
            await #expect {
                try await deployment.submit(#"{"reporting_webhook": "daily"}"#)
            } throws: {
                ($0 as? DatabaseError)?.field == "request.reporting_webhook"
            }
        }
    }

    @Test func `an agent keeps its addresses when it is described anew`() async throws {
        try await Deployment.with(webhookMode: .rfc9421) { deployment in
            let before = try await deployment.database.webhook(ofAgent: "seller", tenant: deployment.tenant)
            try await deployment.database.putAgent(
                AgentDescription(
                    name: "seller", url: "https://seller.example/v2/mcp", webhookMode: .rfc9421,
                    publicURL: "https://buyer.example"), tenant: deployment.tenant)
            let after = try await deployment.database.webhook(ofAgent: "seller", tenant: deployment.tenant)
            #expect(after?.url == before?.url && after?.mode == .rfc9421)
        }
    }
}
