import Database
import Foundation
import Postgres
import TestSupport
import Testing

/// The built program, killed again and again.
@Suite(.database, .timeLimit(.minutes(10)))
struct KillTests {
    private static let kills = 60
    /// Buys of any kind that are submitted before each kill.
    private static let buysPerKill = 2

    @Test func `whenever instances are killed, each buy is made once, and ends as the seller says`() async throws {
        print("seed \(Seed.value): HOLDFAST_TEST_SEED repeats it")
        let seller = try await SellerProcess.sandbox(
            "--failure-rate", "0.1", "--seed", "\(Seed.value)", "--approval-seconds", "1", "--response", "mixed")
        try await Campaign.hurry()
        try await Gate.run { gate, gateURL in
            let test = try TestDatabase.current
            let fleet = try await Fleet(database: test.applicationDSN, secrets: ["SELLER_TOKEN": seller.token])
            let killer = Killer(
                fleet: fleet,
                administration: try PostgresConfiguration(
                    connectionString: test.dsn, applicationName: "kill test"))
            try await killer.tellMoments()
            try await test.withPool(size: 1) { pool in
                let campaign = try await Campaign(
                    database: Database(pool: pool), seller: seller, publicURL: fleet.publicURL, gateURL: gateURL)
                let assassin = Assassin(killer: killer, gate: gate, campaign: campaign)
                let operations = try await Self.submitAndKill(campaign, assassin)
                try await killer.waitUntilNoneIsOpen()
                try await test.withPool(isApplication: false, size: 1) { administration in
                    try await Self.compare(operations, OurBook.read(administration), SellersBook.read(seller.record))
                }
            }
            await fleet.stop()
        }
        await seller.stop()
    }

    /// The operations, by the moment of the kill that was aimed at each.
    private static func submitAndKill(
        _ campaign: Campaign, _ assassin: Assassin
    ) async throws -> [UUID: Assassin.Moment] {
        var generator = SplitMix64(Seed.value)
        var operations: [UUID: Assassin.Moment] = [:]
        for number in 0..<Self.kills {
            for operation in try await campaign.submit(Self.buysPerKill, using: &generator) {
                operations[operation] = .anyTime
            }
            let moment = Assassin.Moment.allCases[number % Assassin.Moment.allCases.count]
            if let operation = try await assassin.kill(at: moment, using: &generator) {
                operations[operation] = moment
            }
        }
        return operations
    }

    private static func compare(
        _ operations: [UUID: Assassin.Moment], _ ours: [UUID: OurBook], _ sellers: [UUID: SellersBook]
    ) {
        #expect(Set(ours.keys) == Set(operations.keys))
        for (operation, moment) in operations {
            guard let our = ours[operation], let seller = sellers[operation] else {
                Issue.record("\(operation), killed \(moment), is in no book")
                continue
            }
            let comment: Comment = "\(operation), killed \(moment): we say \(our), the seller says \(seller)"
            #expect(our.state == seller.outcome, comment)
            #expect(our.settlements == 1, comment)
            #expect(our.attention == nil, comment)
            #expect(seller.tasks <= 1, comment)
            #expect(seller.buys.count == (our.state == "completed" ? 1 : 0), comment)
            #expect(our.mediaBuyID == seller.buys.first, comment)
            // The proof that the kill came after the request had been carried out.
            #expect(moment == .anyTime || seller.replays > 0, comment)
        }
        let channels = Dictionary(grouping: ours.values) { $0.channel ?? "" }.mapValues(\.count)
        print("\(operations.count) operations, \(Self.kills) kills, settled by \(channels)")
    }
}
