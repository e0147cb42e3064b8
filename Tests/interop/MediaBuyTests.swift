import AdCP
import Database
import Foundation
import TestSupport
import Testing

extension InteropTests {
    /// One media buy, end to end: database, loops, client, HTTP, and a seller that is a program of its own.
    @Suite(.database, .timeLimit(.minutes(5)))
    struct MediaBuyTests {
        @Test(arguments: Seller.allCases)
        func `a buy that is done at once is settled by the call's own answer`(seller: Seller) async throws {
            try await Deployment.run(with: seller) { holdfast in
                let operation = try await holdfast.buy(.completesAtOnce)
                let outcome = try await holdfast.outcome(of: operation)
                #expect(outcome.state == .completed)
                #expect(outcome.channel == "call")
                #expect(outcome.sentVersion == Seller.versions.last)
                try Self.expectOneBuy(outcome, of: operation, at: seller)
            }
        }

        @Test(arguments: Seller.allCases)
        func `a buy that is approved later is settled by a poll`(seller: Seller) async throws {
            try await Rules.hurry()
            try await Deployment.run(with: seller) { holdfast in
                let operation = try await holdfast.buy(.isApproved)
                let outcome = try await holdfast.outcome(of: operation)
                #expect(outcome.state == .completed)
                #expect(outcome.channel == "poll")
                try Self.expectOneBuy(outcome, of: operation, at: seller)
            }
        }

        @Test(arguments: Seller.allCases, [WebhookRoute.Mode.rfc9421, .hmacSHA256, .bearer])
        func `a buy that is approved later is settled by a webhook`(
            seller: Seller, mode: WebhookRoute.Mode
        ) async throws {
            try await Rules.neverPoll()
            try await Deployment.run(with: seller, webhooks: mode) { holdfast in
                let operation = try await holdfast.buy(.isApproved)
                let outcome = try await holdfast.outcome(of: operation)
                #expect(outcome.state == .completed)
                #expect(outcome.channel == "webhook")
                try Self.expectOneBuy(outcome, of: operation, at: seller)
                try await Self.expectWebhooksAcknowledged(of: operation, at: seller)
            }
        }

        @Test(arguments: Seller.allCases)
        func `a buy that the publisher declines is rejected, for the reason the seller gave`(
            seller: Seller
        ) async throws {
            try await Rules.hurry()
            try await Deployment.run(with: seller) { holdfast in
                let operation = try await holdfast.buy(.isRejected)
                let outcome = try await holdfast.outcome(of: operation)
                #expect(outcome.state == .rejected)
                #expect(outcome.errorCodes == ["POLICY_VIOLATION"])
                #expect(try Self.buys(of: operation, at: seller).isEmpty)
            }
        }

        @Test(arguments: Seller.allCases)
        func `a buy of a product that does not exist fails at once`(seller: Seller) async throws {
            try await Deployment.run(with: seller) { holdfast in
                let operation = try await holdfast.buy(.hasUnknownProduct)
                let outcome = try await holdfast.outcome(of: operation)
                #expect(outcome.state == .failed)
                #expect(outcome.channel == "call")
                #expect(outcome.errorCodes == ["PRODUCT_NOT_FOUND"])
                #expect(try Self.buys(of: operation, at: seller).isEmpty)
            }
        }

        @Test(arguments: Seller.allCases)
        func `a release that the seller refuses is exchanged for one that it serves`(seller: Seller) async throws {
            try await Deployment.run(with: seller) { holdfast in
                try await holdfast.believeOldRelease()
                #expect(try await holdfast.pinnedVersion == "3.0")
                let operation = try await holdfast.buy(.completesAtOnce)
                let outcome = try await holdfast.outcome(of: operation)
                #expect(outcome.state == .completed)
                #expect(outcome.sentVersion == Seller.versions.last)
                #expect(try await holdfast.pinnedVersion == Seller.versions.last)
                try Self.expectOneBuy(outcome, of: operation, at: seller)
            }
        }

        @Test(arguments: Seller.allCases)
        func `a task that the seller has forgotten leaves the buy open, and is asked for again`(
            seller: Seller
        ) async throws {
            try await Rules.hurry()
            try await Deployment.run(with: seller) { holdfast in
                let operation = try await holdfast.buy(.vanishes)
                let errors = try await Calls.pollErrors(of: operation, unknown: 3)
                #expect(errors.suffix(3) == ["REFERENCE_NOT_FOUND", "REFERENCE_NOT_FOUND", "REFERENCE_NOT_FOUND"])
                let document = try await holdfast.document(of: operation)
                #expect(document.state == .submitted)
                #expect(document.json["next_step"]?["step"]?.string == "poll")
            }
        }

        // MARK: What really happened

        private static func buys(of operation: OperationID, at seller: Seller) throws -> [SellerRecord.Entry] {
            try seller.process.record.entries(of: operation.id).filter { $0.event == "media_buy_created" }
        }

        /// The seller made exactly one buy for the operation: the one that Holdfast shows.
        private static func expectOneBuy(
            _ outcome: OperationDocument, of operation: OperationID, at seller: Seller,
            sourceLocation: SourceLocation = #_sourceLocation
        ) throws {
            let buys = try self.buys(of: operation, at: seller)
            #expect(buys.count == 1, sourceLocation: sourceLocation)
            #expect(buys.first?.mediaBuyID == outcome.mediaBuyID, sourceLocation: sourceLocation)
            #expect(buys.first?.taskID == outcome.taskID, sourceLocation: sourceLocation)
        }

        /// The seller has the answer that it wanted to its webhook, and to the same one again; it writes that down a moment after we gave it.
        private static func expectWebhooksAcknowledged(of operation: OperationID, at seller: Seller) async throws {
            var attempts: [SellerRecord.Entry] = []
            while attempts.count < seller.deliveries {
                attempts = try seller.process.record.entries(of: operation.id).filter {
                    $0.event == "webhook_attempted"
                }
                try await Task.sleep(for: .milliseconds(20))
            }
            #expect(attempts.map(\.httpStatus) == Array(repeating: 200, count: seller.deliveries))
        }
    }
}
