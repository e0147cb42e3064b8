import AdCP
import Database
import Foundation
import TestSupport
import Testing

extension InteropTests {
    /// One media buy, end to end: database, loops, client, HTTP, and a seller that is a program of its own.
    @Suite(.database, .timeLimit(.minutes(5)))
    struct MediaBuyTests {
        @Test(arguments: Line.all)
        func `a buy that is done at once is settled by the call's own answer`(line: Line) async throws {
            try await Deployment.run(with: line) { holdfast in
                let operation = try await holdfast.buy(.completesAtOnce)
                let outcome = try await holdfast.outcome(of: operation)
                #expect(outcome.state == .completed)
                #expect(outcome.channel == "call")
                #expect(outcome.sentVersion == Seller.versions.last)
                try Self.expectOneBuy(outcome, of: operation, at: line)
            }
        }

        @Test(arguments: Line.all)
        func `a buy that is approved later is settled by a poll`(line: Line) async throws {
            try await Rules.hurry()
            try await Deployment.run(with: line) { holdfast in
                let operation = try await holdfast.buy(.isApproved)
                let outcome = try await holdfast.outcome(of: operation)
                #expect(outcome.state == .completed)
                #expect(outcome.channel == "poll")
                try Self.expectOneBuy(outcome, of: operation, at: line)
            }
        }

        @Test(arguments: Line.all, [WebhookRoute.Mode.rfc9421, .hmacSHA256, .bearer])
        func `a buy that is approved later is settled by a webhook`(
            line: Line, mode: WebhookRoute.Mode
        ) async throws {
            try await Rules.neverPoll()
            try await Deployment.run(with: line, webhooks: mode) { holdfast in
                let operation = try await holdfast.buy(.isApproved)
                let outcome = try await holdfast.outcome(of: operation)
                #expect(outcome.state == .completed)
                #expect(outcome.channel == "webhook")
                try Self.expectOneBuy(outcome, of: operation, at: line)
                try await Self.expectWebhooksAcknowledged(of: operation, at: line)
            }
        }

        @Test(arguments: Line.all)
        func `a buy that the publisher declines is rejected, for the reason the seller gave`(
            line: Line
        ) async throws {
            try await Rules.hurry()
            try await Deployment.run(with: line) { holdfast in
                let operation = try await holdfast.buy(.isRejected)
                let outcome = try await holdfast.outcome(of: operation)
                #expect(outcome.state == .rejected)
                #expect(outcome.errorCodes == ["POLICY_VIOLATION"])
                #expect(try Self.buys(of: operation, at: line).isEmpty)
            }
        }

        @Test(arguments: Line.all)
        func `a buy of a product that does not exist fails at once`(line: Line) async throws {
            try await Deployment.run(with: line) { holdfast in
                let operation = try await holdfast.buy(.hasUnknownProduct)
                let outcome = try await holdfast.outcome(of: operation)
                #expect(outcome.state == .failed)
                #expect(outcome.channel == "call")
                #expect(outcome.errorCodes == ["PRODUCT_NOT_FOUND"])
                #expect(try Self.buys(of: operation, at: line).isEmpty)
            }
        }

        /// Our sandbox alone: the package's seller keeps no task open.
        @Test(arguments: [AgentTransport.mcp, .a2a])
        func `a buy whose seller asks is answered where the transport leads back, and else says that it is not`(
            transport: AgentTransport
        ) async throws {
            let line = Line(seller: .sandbox, transport: transport)
            try await Rules.hurry()
            try await Deployment.run(with: line) { holdfast in
                let operation = try await holdfast.buy(.asks)
                let question = try await holdfast.question(of: operation)
                #expect(question["is_resumable"]?.bool == (transport == .a2a))
                guard transport == .a2a else {
                    #expect(question["allowed"] == ["poll", "reconcile", "new_operation"])
                    return
                }
                try await holdfast.answer(operation, question, input: ["po_number": "PO-2"])
                let outcome = try await holdfast.outcome(of: operation)
                #expect(outcome.state == .completed)
                #expect(outcome.channel == "call")
                try Self.expectOneBuy(outcome, of: operation, at: line)
            }
        }

        @Test(arguments: Line.all)
        func `a release that the seller refuses is exchanged for one that it serves`(line: Line) async throws {
            try await Deployment.run(with: line) { holdfast in
                try await holdfast.believeOldRelease()
                #expect(try await holdfast.pinnedVersion == "3.0")
                let operation = try await holdfast.buy(.completesAtOnce)
                let outcome = try await holdfast.outcome(of: operation)
                #expect(outcome.state == .completed)
                #expect(outcome.sentVersion == Seller.versions.last)
                #expect(try await holdfast.pinnedVersion == Seller.versions.last)
                try Self.expectOneBuy(outcome, of: operation, at: line)
            }
        }

        @Test(arguments: Line.all)
        func `a task that the seller has forgotten leaves the buy open, or it is found in the seller's books`(
            line: Line
        ) async throws {
            try await Rules.hurry()
            try await Deployment.run(with: line) { holdfast in
                let operation = try await holdfast.buy(.vanishes)
                let errors = try await Calls.pollErrors(of: operation, unknown: 3)
                #expect(errors.suffix(3) == ["REFERENCE_NOT_FOUND", "REFERENCE_NOT_FOUND", "REFERENCE_NOT_FOUND"])
                let document = try await holdfast.document(of: operation)
                guard document.state != .completed else {
                    // The sandbox forgets the task alone, and may have approved it by now.
                    #expect(document.channel == "reconcile")
                    return try Self.expectOneBuy(document, of: operation, at: line)
                }
                #expect(document.state == .submitted)
                #expect(document.json["next_step"]?["step"]?.string == "poll")
            }
        }

        // MARK: What really happened

        private static func buys(of operation: OperationID, at line: Line) throws -> [SellerRecord.Entry] {
            try line.process.record.entries(of: operation.id).filter { $0.event == "media_buy_created" }
        }

        /// The seller made exactly one buy for the operation: the one that Holdfast shows.
        private static func expectOneBuy(
            _ outcome: OperationDocument, of operation: OperationID, at line: Line,
            sourceLocation: SourceLocation = #_sourceLocation
        ) throws {
            let buys = try self.buys(of: operation, at: line)
            #expect(buys.count == 1, sourceLocation: sourceLocation)
            #expect(buys.first?.mediaBuyID == outcome.mediaBuyID, sourceLocation: sourceLocation)
            #expect(buys.first?.taskID == outcome.taskID, sourceLocation: sourceLocation)
        }

        /// The seller has the answer that it wanted to its webhook, and to the same one again; it writes that down a moment after we gave it.
        private static func expectWebhooksAcknowledged(of operation: OperationID, at line: Line) async throws {
            var attempts: [SellerRecord.Entry] = []
            while attempts.count < line.deliveries {
                attempts = try line.process.record.entries(of: operation.id).filter {
                    $0.event == "webhook_attempted"
                }
                try await Task.sleep(for: .milliseconds(20))
            }
            #expect(attempts.map(\.httpStatus) == Array(repeating: 200, count: line.deliveries))
        }
    }
}
