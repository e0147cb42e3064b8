import AdCP
import Database
import Foundation
import Postgres
import TestSupport
import Testing

/// The built program, killed while an answer to what a seller asks is on its way.
@Suite(.database, .timeLimit(.minutes(10)))
struct ResumeKillTests {
    private static let killsPerBoundary = 10

    /// Where the answer stood.
    enum Boundary: CaseIterable {
        /// It is stored, and taken up by an instance that has not yet committed to sending it.
        case stored
        /// The instance has committed to sending it, which it is about to do, or just did.
        case committed
        /// The seller has it; what it says to it has not left.
        case received

        /// The seller takes an answer at once, and says so later.
        var product: String { self == .stored ? "input" : "input+progress:0.4" }
    }

    @Test
    func
        `wherever instances are killed, an answer that is stored goes out, none goes out twice, and none is forgotten`()
        async throws
    {
        let seller = try await SellerProcess.sandbox()
        try await Campaign.hurry()
        let test = try TestDatabase.current
        let fleet = try await Fleet(database: test.applicationDSN, secrets: ["AGENT_TOKEN": seller.token])
        let killer = Killer(
            fleet: fleet,
            administration: try PostgresConfiguration(connectionString: test.dsn, applicationName: "resume kill test"))
        try await killer.tellMoments()
        try await test.withPool(size: 1) { pool in
            let play = try await AnswerPlay(database: Database(pool: pool), seller: seller, killer: killer)
            var operations: [OperationID: Boundary] = [:]
            for _ in 0..<Self.killsPerBoundary {
                for boundary in Boundary.allCases {
                    let operation = try await play.ask(boundary.product)
                    operations[operation] = boundary
                    try await play.answerAndKill(operation, at: boundary)
                }
            }
            var lost = 0
            for (operation, boundary) in operations where try await !Self.isReceived(operation, boundary, play) {
                lost += 1
            }
            print("\(operations.count) answers, \(lost) of them never left")
        }
        await fleet.stop()
        await seller.stop()
    }

    /// Compares what became of an operation with what the seller says.
    ///
    /// - Returns: whether the seller has an answer.
    private static func isReceived(
        _ operation: OperationID, _ boundary: Boundary, _ play: AnswerPlay
    ) async throws -> Bool {
        let document = try await play.end(of: operation)
        let entries = try play.seller.record.entries(of: operation.id)
        let received = entries.count { $0.event == "answer_received" }
        let bought = entries.count { $0.event == "media_buy_created" }
        let comment: Comment = "killed as it was \(boundary): received \(received) times, \(document.text)"
        // Nobody can tell whether what was committed to has left: then it stays with the question, for a person.
        guard boundary != .committed || received > 0 else {
            #expect(document["settled_at"] == nil && document["attention"] == "answer_unknown", comment)
            return false
        }
        #expect(received == 1 && bought == 1, comment)
        #expect(document["state"] == "completed" && document["attention"] == nil, comment)
        return true
    }
}
