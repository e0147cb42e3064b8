import AdCP
import Database
import HTTPTypes
import Hummingbird
import Logging

/// `/livez`: the process runs. `/readyz`: it can serve, or says which check failed.
struct HealthRoutes: Sendable {
    static let paths: Set<String> = ["/livez", "/readyz"]

    let database: Database
    let drain: Drain

    func add(to routes: Routes<GatewayContext>) {
        routes.on(.get, "/livez") { _, _ in Response.json(#"{"status":"ok"}"#) }
        routes.on(.get, "/readyz") { _, context in await self.readiness(context) }
    }

    private func readiness(_ context: GatewayContext) async -> Response {
        let database = await self.databaseChecks(context)
        let draining = self.drain.hasBegun ? "this instance is stopping" : "ok"
        let checks: JSON = [
            "database": .string(database.reach), "schema": .string(database.schema), "draining": .string(draining),
        ]
        let isReady = [database.reach, database.schema, draining].allSatisfy { $0 == "ok" }
        let document: JSON = ["status": .string(isReady ? "ok" : "unavailable"), "checks": checks]
        return .json(document.text, status: isReady ? .ok : .serviceUnavailable)
    }

    private func databaseChecks(_ context: GatewayContext) async -> (reach: String, schema: String) {
        do {
            let pending = try await self.database.schemaStatus().pending.count
            return ("ok", pending == 0 ? "ok" : "\(pending) migrations are missing: run holdfast db migrate")
        } catch {
            context.logger.warning("Not ready: the database does not answer", metadata: ["error": "\(error)"])
            return ("does not answer", "unknown")
        }
    }
}
