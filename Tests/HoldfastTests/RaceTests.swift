import AdCP
import Database
import Foundation
import Postgres
import TestSupport
import Testing

/// Every race of the convergence contract, hundreds of times over, across two instances of the built program.
///
/// Judged by the seller's own record and by what clients of either instance are told, never by our tables.
@Suite(.database, .timeLimit(.minutes(10)))
struct RaceTests {
    /// Operations per race; each has an interleaving of its own.
    private static let operationsPerRace = 220

    @Test func `whatever races whatever, each buy has one outcome, told once, and it is the seller's`() async throws {
        print("seed \(Seed.value): HOLDFAST_TEST_SEED repeats it")
        let seller = try await SellerProcess.sandbox()
        try await Campaign.hurry()
        try await Self.pollSoon()
        let pair = try InstancePair(
            database: TestDatabase.current.applicationDSN, secrets: ["SELLER_TOKEN": seller.token])
        let port = try FreePort.find()
        try await RaceNetwork.run(
            port: Int(port), sellerURL: seller.url, instances: pair.urls, secret: InstancePair.secret
        ) { network in
            try await TestDatabase.current.withPool(size: 1) { pool in
                let card = try await RaceCard(Database(pool: pool), networkURL: "http://127.0.0.1:\(port)")
                let sink = NotificationSink(instances: pair.urls, key: try await pair.key())
                for race in Race.allCases {
                    let operations = try await card.submit(race, Self.operationsPerRace)
                    try await Self.untilTold(operations, race, sink)
                    await network.untilQuiet()
                    try await Self.judge(race, operations, SellersBook.read(seller.record), sink, network)
                }
            }
        }
        await pair.stop()
        await seller.stop()
    }

    /// So that polls are in the race at all.
    private static func pollSoon() async throws {
        try await TestDatabase.current.withPool(isApplication: false, size: 1) { pool in
            _ = try await pool.query(
                Statement(
                    sql: """
                        update adcp.poll_policies set first_after = '50 milliseconds', first_with_webhook = '100 milliseconds',
                            most = '300 milliseconds'
                        """))
        }
    }

    private static func untilTold(_ operations: [UUID], _ race: Race, _ sink: NotificationSink) async throws {
        for operation in operations {
            while true {
                // Answered when the operation is settled or needs a person.
                _ = try await sink.wait(for: operation, by: 0)
                let published = try await sink.published(of: operation, by: 0)
                if !published.outcomes.isEmpty || (race == .twoTasks && published.attention == "conflict") { break }
            }
        }
    }

    private static func judge(
        _ race: Race, _ operations: [UUID], _ books: [UUID: SellersBook], _ sink: NotificationSink,
        _ network: RaceNetwork
    ) async throws {
        var winners: [String: Int] = [:]
        for (number, operation) in operations.enumerated() {
            let told = try await sink.published(of: operation, by: number % 2)
            let book = try #require(books[operation])
            let comment: Comment = "\(race) \(operation), seed \(Seed.value): told \(told), the seller says \(book)"
            #expect(book.buys.count == 1, comment)
            #expect(told.outcomes.count <= 1, comment)
            #expect((told.attention == "conflict") == race.isContradiction, comment)
            if race == .twoTasks && told.outcomes.isEmpty {
                // The answer came first and bound its task: what speaks of another is never taken for it.
                #expect(!NotificationSink.Published.settled.contains(told.state), comment)
            } else {
                #expect(told.outcomes == [book.outcome], comment)
                #expect(told.state == book.outcome, comment)
                let buys = race == .twoOutcomes ? book.buys + [NetworkWebhook.otherBuy] : book.buys
                #expect(buys.contains(told.mediaBuyID ?? ""), comment)
            }
            let isOther = told.mediaBuyID == NetworkWebhook.otherBuy
            winners[told.lastMove + (isOther ? ", the other outcome" : ""), default: 0] += 1
        }
        let answers = network.answers(in: race)
        print("\(race): \(operations.count) operations, told last by \(winners), answers to webhooks \(answers)")
        for contender in race.contenders {
            #expect(winners.keys.contains { $0.contains(contender) }, "\(race): \(contender) was never first")
        }
        #expect(answers.keys.allSatisfy { [200, 409, 503].contains($0) }, "\(race) \(answers)")
        let contradictions = answers[409] ?? 0
        #expect((contradictions > 0) == (race.isContradiction || race == .changedPayload), "\(race) \(answers)")
    }
}
