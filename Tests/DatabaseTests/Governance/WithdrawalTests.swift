import AdCP
import Database
import TestSupport
import Testing

/// A commitment that is canceled before governance has spoken.
@Suite(.database) struct WithdrawalTests {
    @Test func `an approval that comes after its commitment was canceled is reported as not bought`() async throws {
        try await Deployment.with { deployment async throws in
            let chain = try await Chain(deployment)
            let check = try await chain.step("check_governance")
            _ = try await deployment.database.prepare(check)
            _ = try await deployment.database.cancel(chain.commit, reason: "the client changed its mind")
            #expect(try await deployment.claim().isEmpty)

            _ = try await deployment.observe("completed", check) {
                $0.value = Chain.approval().text
                $0.recordHash = hash(9)
            }
            let report = try await chain.step("report_plan_outcome")
            let told = try JSON(parsing: try #require(try await deployment.database.prepare(report).text))
            #expect(told["outcome"] == "failed" && told["check_id"] == "check-1", "\(told.text)")
            #expect(told["error"]?["message"] == "the client changed its mind")
        }
    }

    @Test(arguments: ["denied", "failed", "timed_out"])
    func `without an approval there is nothing to report, and the campaign ends`(_ end: String) async throws {
        try await Deployment.with { deployment async throws in
            let chain = try await Chain(deployment)
            let check = try await chain.step("check_governance")
            _ = try await deployment.database.prepare(check)
            _ = try await deployment.database.cancel(chain.commit, reason: nil)
            _ = try await deployment.observe(end == "denied" ? "completed" : end, check) {
                guard end == "denied" else { return }
                $0.value = #"{"check_id": "check-1", "verdict": "denied", "explanation": "No."}"#
                $0.recordHash = hash(9)
            }
            #expect(try await chain.openOperations == 0)
        }
    }

    @Test func `a question that nobody asked yet is not asked any more`() async throws {
        try await Deployment.with { deployment async throws in
            let chain = try await Chain(deployment)
            _ = try await deployment.database.cancel(chain.commit, reason: nil)
            #expect(try await deployment.claim().isEmpty)
            #expect(try await chain.openOperations == 0)
        }
    }
}
