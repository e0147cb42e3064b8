import AdCP
import Database
import Foundation
import Postgres
import TestSupport
import Testing

/// The built program, killed at every boundary of a governed chain.
@Suite(.database, .timeLimit(.minutes(10)))
struct GovernedKillTests {
    private static let killsPerBoundary = 20

    /// Where the killed instance stood.
    enum Boundary: CaseIterable {
        /// Governance has decided; its answer has not left.
        case checked
        /// The verdict is recorded; the commitment is about to be sent, or just was.
        case approved
        /// The seller has made the buy; its answer has not left.
        case bought
        /// The buy is recorded; what follows it is about to be sent, or just was.
        case settled
        /// The seller has the creatives; its answer has not left.
        case followed
        /// Governance has the report; its answer has not left.
        case reported
        /// All is recorded.
        case done

        /// How the agents treat the step at which the kill is aimed: done at once, answered later.
        var slow: (check: String?, product: String, creatives: String?, report: String?) {
            let late = "progress:0.4"
            return (
                self == .checked ? late : nil, self == .bought ? "instant+\(late)" : "instant",
                self == .followed ? late : nil, self == .reported ? late : nil
            )
        }
    }

    private struct Kill: CustomStringConvertible {
        let boundary: Boundary
        let transport: AgentTransport

        var description: String { "\(self.boundary) over \(self.transport.rawValue)" }
    }

    @Test
    func
        `wherever instances are killed, nothing is bought unapproved or twice, and each approval used is reported once`()
        async throws
    {
        print("seed \(Seed.value): HOLDFAST_TEST_SEED repeats it")
        let seller = try await SellerProcess.sandbox("--governed", "--seed", "\(Seed.value)")
        let governance = try await SellerProcess.governance("--seed", "\(Seed.value)")
        try await Campaign.hurry()
        let test = try TestDatabase.current
        let fleet = try await Fleet(database: test.applicationDSN, secrets: ["AGENT_TOKEN": seller.token])
        let killer = Killer(
            fleet: fleet,
            administration: try PostgresConfiguration(connectionString: test.dsn, applicationName: "governed kill test")
        )
        try await killer.tellMoments()
        try await test.withPool(size: 1) { pool in
            let play = try await GovernedPlay(
                database: Database(pool: pool), seller: seller, governance: governance, killer: killer)
            var generator = SplitMix64(Seed.value)
            var commits: [UUID: Kill] = [:]
            for number in 0..<Self.killsPerBoundary {
                let transport = AgentTransport.allCases[number % AgentTransport.allCases.count]
                for boundary in Boundary.allCases {
                    let chain = try await play.begin(boundary, over: transport)
                    commits[chain.commit] = Kill(boundary: boundary, transport: transport)
                    let place = try await play.arrival(at: boundary, of: chain)
                    let random = await fleet.instance(at: Fleet.places.randomElement(using: &generator) ?? 0)
                    try await killer.replace(place ?? random, endsLeases: Bool.random(using: &generator))
                }
            }
            try await killer.waitUntilNoneIsOpen()
            try await test.withPool(isApplication: false, size: 1) { administration in
                try await Self.compare(
                    commits, GovernedRow.read(administration),
                    GovernedBook.read(seller: seller.record, governance: governance.record))
            }
        }
        await fleet.stop()
        await seller.stop()
        await governance.stop()
    }

    private static func compare(
        _ commits: [UUID: Kill], _ ours: [UUID: GovernedRow], _ theirs: [UUID: GovernedBook]
    ) {
        #expect(commits.count == Boundary.allCases.count * Self.killsPerBoundary)
        for (commit, kill) in commits {
            let row = ours[commit]
            let book = theirs[commit] ?? GovernedBook()
            #expect(
                row?.state == "completed" && row?.creatives == "completed" && row?.outcome == "completed",
                "\(kill) \(commit): \(row as Any)")
            #expect(book.buys == 1, "\(kill) \(commit): bought \(book.buys) times")
            #expect(
                !book.taken.isEmpty && book.taken.allSatisfy(book.approvals.contains),
                "\(kill) \(commit): unapproved")
            #expect(book.outcomes == ["completed"], "\(kill) \(commit): reported \(book.outcomes)")
            #expect(
                book.outcomesFor.allSatisfy(book.taken.contains), "\(kill) \(commit): another approval was reported"
            )
        }
    }
}
