import AdCP
import Database
import Foundation
import HTTPTypes
import HummingbirdTesting
import Postgres
import TestSupport
import Testing

/// How many new keys are too many, by the four clauses of AdCP's rule.
@Suite(.database, .timeLimit(.minutes(5))) struct KeyAdmissionTests {
    /// Sets the numbers of some clauses, and has the others never say anything.
    private func tune(_ clauses: [String: (floor: Int, ratio: Double)], at gateway: TestGateway) async throws {
        for clause in ["a", "b", "c", "d"] {
            let (floor, ratio) = clauses[clause] ?? (1_000_000, 1)
            try await gateway.change("select adcp_api.tune_key_admission('\(clause)', \(floor), \(ratio))")
        }
    }

    @Test func `more new keys in five minutes than the floor and the share allow are an alarm with its clause`()
        async throws
    {
        try await SigningSeller.with { seller, gateway in
            try await self.tune(["d": (3, 0.5)], at: gateway)
            try await seller.sign(with: 3, at: gateway)
            #expect(try await gateway.alarms(kind: "signing_key_pressure") == [])
            try await seller.sign(with: 1, from: 4, at: gateway)
            let pressure = try await gateway.alarms(kind: "signing_key_pressure")
            #expect(pressure.map { $0["subject"]?.string } == ["d"])
            #expect(pressure.first?["detail"]?["clause"] == "d")
            #expect(pressure.first?["detail"]?["new_keys"] == 4)
        }
    }

    @Test func `where many keys are known, more new ones are nothing special`() async throws {
        try await SigningSeller.with { seller, gateway in
            try await self.tune(["d": (3, 0.5)], at: gateway)
            try await gateway.change(
                """
                insert into adcp.signing_key_use (tenant_id, agent_id, key_id)
                select a.tenant_id, a.id, 'known-' || n from adcp.agents a, generate_series(1, 8) n
                """)
            try await gateway.change("delete from adcp.alarms")
            try await gateway.change("update adcp.key_admissions set minute = minute - interval '1 hour'")
            // Four of twelve are no more than half of them.
            try await seller.sign(with: 4, at: gateway)
            #expect(try await gateway.alarms(kind: "signing_key_pressure") == [])
            // Keys that have not signed for a month count no more.
            try await gateway.change(
                "update adcp.signing_key_use set counted_at = now() - interval '31 days' where key_id like 'known-%'")
            try await seller.sign(with: 1, from: 5, at: gateway)
            #expect(try await gateway.alarms(kind: "signing_key_pressure").count == 1)
        }
    }

    /// The past as rows: so many new keys in each of so many windows of five minutes, that many minutes ago at the latest.
    private func past(_ windows: Int, of keys: Int, minutesAgo: Int = 10, at gateway: TestGateway) async throws {
        try await gateway.change(
            """
            insert into adcp.key_admissions (tenant_id, minute, new_keys)
            select a.tenant_id, date_bin('5 minutes', now() - interval '\(minutesAgo) minutes', 'epoch') - n * interval '5 minutes', \(keys)
            from adcp.agents a, generate_series(0, \(windows - 1)) n
            """)
    }

    /// Each clause of the three that look back, one window more or less of a past that makes four new keys unusual or not.
    @Test(arguments: [
        // 3 times the average of 288 windows: 4 is more than 3 times 383/288, and not more than 3 times 385/288.
        ("a", 3.0, [(1, 383)], true), ("a", 3.0, [(1, 385)], false),
        // Twice what 95 of 100 of 8640 windows have at most: the 433rd from the top.
        ("b", 2.0, [(432, 2)], true), ("b", 2.0, [(433, 2)], false), ("b", 2.0, [(433, 1)], true),
        // Twice what 99 of 100 of 25920 windows have at most: the 260th.
        ("c", 2.0, [(259, 2)], true), ("c", 2.0, [(260, 2)], false), ("c", 2.0, [(260, 1)], true),
    ])
    func `what is unusual is told by the average of a day and by the top of a month and of a quarter`(
        _ clause: String, _ ratio: Double, _ past: [(windows: Int, keys: Int)], _ isUnusual: Bool
    ) async throws {
        try await SigningSeller.with { seller, gateway in
            try await self.tune([clause: (3, ratio)], at: gateway)
            for part in past { try await self.past(part.windows, of: part.keys, at: gateway) }
            try await seller.sign(with: 4, at: gateway)
            let pressure = try await gateway.alarms(kind: "signing_key_pressure")
            #expect(pressure.map { $0["subject"]?.string } == (isUnusual ? [clause] : []))
        }
    }

    @Test func `no clause looks further back than it says`() async throws {
        try await SigningSeller.with { seller, gateway in
            try await self.tune(["a": (3, 3), "b": (3, 2), "c": (3, 2)], at: gateway)
            try await self.past(1, of: 1000, minutesAgo: 24 * 60 + 10, at: gateway)
            try await self.past(433, of: 100, minutesAgo: 30 * 24 * 60 + 10, at: gateway)
            try await seller.sign(with: 4, at: gateway)
            let pressure = try await gateway.alarms(kind: "signing_key_pressure")
            #expect(pressure.compactMap { $0["subject"]?.string }.sorted() == ["a", "b"])
        }
    }

    @Test func `a few new keys are no alarm, however few are usual`() async throws {
        try await SigningSeller.with { seller, gateway in
            try await self.tune(["a": (4, 3), "b": (4, 2), "c": (4, 2), "d": (4, 0.1)], at: gateway)
            try await seller.sign(with: 4, at: gateway)
            #expect(try await gateway.alarms(kind: "signing_key_pressure") == [])
            try await seller.sign(with: 1, from: 5, at: gateway)
            #expect(try await gateway.alarms(kind: "signing_key_pressure").count == 4)
        }
    }

    @Test func `numbers that nobody tuned within a month are an alarm for each clause`() async throws {
        try await SigningSeller.with { seller, gateway in
            try await seller.sign(with: 1, at: gateway)
            #expect(try await gateway.alarms(kind: "threshold_tuning_overdue") == [])
            try await gateway.change("select adcp_api.tune_key_admission('b', 20, 2)")
            try await gateway.change("update adcp.key_admissions set minute = minute - interval '31 days'")
            try await seller.sign(with: 1, from: 2, at: gateway)
            let overdue = try await gateway.alarms(kind: "threshold_tuning_overdue")
            #expect(overdue.compactMap { $0["subject"]?.string }.sorted() == ["a", "c", "d"])
        }
    }

    @Test func `the first numbers are AdCP's, times something between a half and two`() async throws {
        try await SigningSeller.with { _, gateway in
            let isWithin = try await gateway.row(
                """
                select count(*)::text, bool_and(
                    p.floor_keys between v.floor_keys / 2 and v.floor_keys * 2 and p.ratio between v.ratio / 2 and v.ratio * 2)::text
                from adcp.key_admission_policy p
                join (values ('a', 20, 3.0), ('b', 20, 2.0), ('c', 30, 1.5), ('d', 20, 0.1)) as v (clause, floor_keys, ratio)
                    on v.clause = p.clause
                where p.tuned_at is null
                """)
            #expect(isWithin == ["4", "true"])
        }
    }

    @Test(arguments: [
        "tune_key_admission('d', 0, 0.1)", "tune_key_admission('d', 20, 0)", "tune_key_admission('d', 20, 1.1)",
        "tune_key_admission('a', null, null)", "tune_key_admission('e', 20, 0.5)", "tune_key_admission(null, 20, 0.5)",
    ])
    func `numbers that cannot be are refused`(call: String) async throws {
        try await SigningSeller.with { _, gateway in
            await #expect(throws: PostgresError.self) { try await gateway.change("select adcp_api.\(call)") }
        }
    }
}
