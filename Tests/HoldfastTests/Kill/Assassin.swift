import Database
import Foundation
import Postgres
import TestSupport
import Testing

/// Kills instances at chosen moments.
struct Assassin: Sendable {
    enum Moment: CaseIterable {
        /// The seller has done what the call asks for; its answer has not left.
        case beforeAnswer
        /// The answer is here; the transaction that records it has not committed.
        case beforeCommit
        case anyTime
    }

    let killer: Killer
    let gate: Gate
    let campaign: Campaign

    /// Kills one instance.
    ///
    /// - Returns: what was submitted for that.
    func kill(at moment: Moment, using generator: inout some RandomNumberGenerator) async throws -> UUID? {
        let endsLeases = Bool.random(using: &generator)
        guard moment != .anyTime else {
            try await Task.sleep(for: .milliseconds(Int.random(in: 0...300, using: &generator)))
            let place = Fleet.places.randomElement(using: &generator) ?? 0
            try await self.killer.replace(self.killer.fleet.instance(at: place), endsLeases: endsLeases)
            return nil
        }
        let operation = try await self.campaign.submitGated()
        await self.gate.arrival(of: operation)
        let caller = try #require(try await self.killer.holder(of: operation))
        if moment == .beforeCommit {
            try await self.killWhileCommitting(operation, caller)
        }
        try await self.killer.replace(caller, endsLeases: endsLeases)
        self.gate.open(for: operation)
        return operation
    }

    /// Holds the operation's step locked, lets the answer come, and kills the instance once its transaction waits for the lock.
    private func killWhileCommitting(_ operation: UUID, _ instance: ChildProcess) async throws {
        try await self.killer.administer { connection in
            try connection.script("begin")
            try connection.query(
                Statement(sql: "select 1 from adcp.schedule where operation_id = $1::uuid for update"),
                [.uuid(operation)])
            self.gate.open(for: operation)
            let blocked = try Self.waitForBlockedSession(connection)
            instance.signalKill()
            // The server would only notice when it answers, after committing; a machine that is gone loses its sessions first.
            try connection.query(Statement(sql: "select pg_terminate_backend($1::integer, 5000)"), [.int(blocked)])
            try connection.script("rollback")
        }
    }

    static func waitForBlockedSession(_ connection: isolated Connection) throws -> Int {
        while true {
            try connection.script("select pg_stat_clear_snapshot(), pg_sleep(0.01)")
            let rows = try connection.query(
                Statement(
                    sql: """
                        select pid from pg_stat_activity
                        where datname = current_database() and pg_backend_pid() = any (pg_blocking_pids(pid))
                        """))
            if let blocked = rows.count > 0 ? rows.int(0, 0) : nil { return blocked }
        }
    }
}
