import Database
import Postgres
import TestSupport

extension ToldOperation {
    /// Runs a closure while another session holds the operation, until that is let go.
    func holdingTheOperation(_ body: (_ letGo: () async throws -> Void) async throws -> Void) async throws {
        let holder = try await TestGateway.administrator()
        _ = try await holder.script(
            "begin; select from adcp.schedule for update; select from adcp.operations for update")
        try await body { _ = try await holder.script("commit") }
        await holder.close()
    }

    func untilSomebodyWaitsForTheOperation() async throws {
        let waiting =
            "select count(*)::text from pg_locks where not granted and database = (select oid from pg_database where datname = current_database()) or (not granted and locktype = 'transactionid')"
        while try await self.gateway.row(waiting) == ["0"] {
            try Task.checkCancellation()
            await Task.yield()
        }
    }
}
