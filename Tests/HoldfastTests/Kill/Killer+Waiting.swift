import Foundation
import Postgres
import TestSupport

/// Waiting for what a test's own database says when it may have come. The instances' announcements would not do: whoever was to make one
/// may have been killed.
extension Killer {
    private static let channel = "moment"

    /// Lets the database tell whenever an operation is settled, leaves the schedule, or is asked or answered something.
    func tellMoments() async throws {
        try await self.administer { connection in
            _ = try connection.script(
                """
                create function public.tell_moment() returns trigger language plpgsql as $$
                begin
                    perform pg_notify('\(Self.channel)', '');
                    return null;
                end
                $$;
                create trigger tells_moment after insert on adcp.settlements execute function public.tell_moment();
                create trigger tells_moment after delete on adcp.schedule execute function public.tell_moment();
                create trigger tells_moment after insert or update on adcp.continuations
                    execute function public.tell_moment();
                """)
        }
    }

    /// Waits until a condition in SQL holds.
    func wait(until condition: String, _ values: [PostgresValue] = []) async throws {
        let statement = Statement(sql: "select \(condition)")
        // The first event is that it listens.
        for await _ in Listener(self.administration, channels: [Self.channel], logger: .silent) {
            let holds = try await self.administer { try $0.query(statement, values).bool(0, 0) }
            if holds { return }
        }
        throw CancellationError()
    }

    /// Waits until no operation is open. Gives up after three minutes, so that the books can be compared even then.
    func waitUntilNoneIsOpen() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.wait(until: "not exists (select from adcp.schedule)") }
            group.addTask { try await Task.sleep(for: .seconds(180)) }
            try await group.next()
            group.cancelAll()
        }
    }
}
