import AdCP
import Postgres
import TestSupport
import Testing

/// What an error calls for, by AdCP's own vectors.
@Suite(.database, .timeLimit(.minutes(5)))
struct ErrorRecoveryVectorTests {
    static func vectors() async throws -> [Vector] {
        try await Vector.cases(in: "error-recovery/vectors.json", "vectors")
    }

    @Test func `all vectors are there`() async throws {
        #expect(try await Self.vectors().count == 15)
    }

    @Test(arguments: try await vectors())
    func `an error is classed as AdCP classes it`(vector: Vector) throws {
        let error = try #require(AdCPError(vector["error"]))
        let expected = try #require(vector["expected"])
        #expect(error.recovery.rawValue == expected["effective_recovery"]?.string)
        #expect((error.code.standardRecovery != nil) == expected["code_known"]?.bool)
        if let seconds = expected["schedule"]?["minimum_delay_seconds"]?.int {
            #expect(error.retryAfterSeconds == seconds)
        }
    }

    /// In answer to a call, as far as the schema of an error admits it. How often the same is sent again is our own policy, by which
    /// an exhausted series of retries pauses; here is asked whether it is sent again at all.
    @Test(arguments: try await vectors())
    func `the same request is sent again where AdCP allows it, and nowhere else`(vector: Vector) async throws {
        let expected = try #require(vector["expected"])
        let error = try #require(vector["error"])
        let answer = ToolResult(
            isError: true, structuredContent: ["status": "failed", "adcp_error": error], texts: [])
        let observation = Observation(
            ofCall: "create_media_buy", answer: .tool(answer),
            servedVersion: try vector.string("negotiated_protocol_version"))
        let mayResend = try await Self.mayResend(after: observation)
        switch expected["action"]?.string {
        case "retry", "stop_retrying":
            #expect(mayResend)
            let wait = expected["schedule"]?["minimum_delay_seconds"]?.int
            #expect(wait == nil || observation.retryAfterSeconds == wait)
        case "correct_request", "escalate":
            #expect(!mayResend)
            #expect(observation.retryAfterSeconds == nil)
        default:
            Issue.record("an action that we do not know")
        }
        #expect(observation.errorCode == error["code"]?.string)
    }

    /// The database's own word, for an agent that remembers keys for a day.
    private static func mayResend(after observation: Observation) async throws -> Bool {
        guard [.retry, .outcomeUnknown].contains(observation.outcome) else { return false }
        let statement = Statement(
            sql: """
                select adcp.may_resend(
                    $1, $2, case when $1 = 'outcome_unknown' then now() end, true, true, now(), '1 day', now())::text
                """)
        return try await TestDatabase.current.withPool(isApplication: false) { owner in
            try await owner.query(statement, [.text(observation.outcome.rawValue), .text(observation.errorCode)])
                .string(0, 0) == "true"
        }
    }
}
