import AdCP
import Hummingbird
import TestSupport
import Testing

/// How an instance ends that cannot go on.
@Suite(.database)
struct ServeCommandTests {
    @Test func `an instance whose port is taken drains, says so and ends with an error`() async throws {
        let other = CallbackResponder<BasicRequestContext> { _, _ in Response(status: .ok) }
        let run = try await withWebServer(other) { port in
            try await CommandPrompt(
                database: TestDatabase.current.applicationDSN,
                environment: [
                    "HOLDFAST_HOST": "127.0.0.1", "HOLDFAST_PORT": "\(port)", "HOLDFAST_LOG_LEVEL": "info",
                ]
            ).run("serve")
        }
        #expect(run.status == 1)
        #expect(run.errors.contains("Address already in use"))
        #expect(run.errors.contains("drained"))
    }
}
