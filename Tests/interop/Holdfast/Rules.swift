import Postgres
import TestSupport

/// Changes to the rules that stand as data in the test's own database, made as its superuser.
enum Rules {
    /// Polls come often, instead of every half a minute, and nothing waits long before it is tried again.
    static func hurry() async throws {
        try await self.change(
            """
            update adcp.poll_policies set first_after = '200 milliseconds', growth = 1, most = '200 milliseconds';
            update adcp.task_policies set retry_first = '100 milliseconds', series_pause = '1 second';
            """)
    }

    /// Polls are so far away that only a webhook can settle anything while a test runs.
    static func neverPoll() async throws {
        try await self.change(
            "update adcp.poll_policies set first_after = '1 hour', first_with_webhook = '1 hour', most = '1 hour'")
    }

    private static func change(_ script: String) async throws {
        try await TestDatabase.current.withPool(isApplication: false, size: 1) { pool in
            try await pool.withConnection { connection in
                _ = try connection.script(script)
            }
        }
    }
}
