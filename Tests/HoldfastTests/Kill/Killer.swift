import Database
import Foundation
import Postgres
import TestSupport
import Testing

/// Finds and kills instances of a fleet.
struct Killer: Sendable {
    let fleet: Fleet
    /// As superuser.
    let administration: PostgresConfiguration

    /// - Parameter endsLeases: what the instance had in hand falls due at once, as if its leases had run out; the next instance may
    ///   then meet the seller still at work, and be killed over the same step again.
    func replace(_ instance: ChildProcess, endsLeases: Bool) async throws {
        try await self.fleet.replace(instance)
        guard endsLeases else { return }
        _ = try await self.administer { connection in
            try connection.query(
                Statement(
                    sql: """
                        update adcp.schedule s set due_at = clock_timestamp(), leased_until = clock_timestamp()
                        from adcp.instances i where i.id = s.leased_by and i.name like '%/' || $1
                        """),
                [.text("\(instance.identifier)")])
        }
    }

    /// The instance that has an operation's step in hand.
    func holder(of operation: UUID) async throws -> ChildProcess? {
        let name = try await self.administer { connection in
            try connection.query(
                Statement(
                    sql: """
                        select i.name from adcp.schedule s join adcp.instances i on i.id = s.leased_by
                        where s.operation_id = $1::uuid
                        """),
                [.uuid(operation)]
            ).string(0, 0)
        }
        // Instances are called after their host and process.
        guard let identifier = name?.split(separator: "/").last.flatMap({ Int32($0) }) else { return nil }
        return await self.fleet.instance(identifier)
    }

    func administer<Value: Sendable>(
        _ body: @Sendable (isolated Connection) throws -> Value
    ) async throws -> Value {
        let connection = try await Connection.open(self.administration)
        do {
            let value = try await connection.perform(body)
            await connection.close()
            return value
        } catch {
            await connection.close()
            throw error
        }
    }
}
