import AdCP
import Database
import HTTPTypes
import HummingbirdTesting
import TestSupport
import Testing

/// What governance approved is not changed on the way (C §8).
@Suite(.database, .timeLimit(.minutes(5))) struct GovernedAnswerTests {
    @Test func `a request that governance approved takes no answer, since that would be another request`() async throws
    {
        try await AskingOperation.with { asking in
            try await asking.gateway.administer(
                """
                insert into adcp.governance_checks (tenant_id, operation_id, commit_operation_id, round, cause)
                select o.tenant_id, gen_random_uuid(), o.id, 1, 'first' from adcp.operations o
                """)
            try await asking.answered(AskingOperation.asking())
            let question = try await asking.question()
            #expect(question["is_resumable"] == false && question["token"] == nil)
            #expect(question["why"]?.string?.hasPrefix("Governance") == true)
            let reply = try await asking.reply(token: "0")
            #expect(reply.status == .conflict && reply.problemCode == "refused")
            #expect(try await asking.claim()?.kind != .resume)
        }
    }
}
