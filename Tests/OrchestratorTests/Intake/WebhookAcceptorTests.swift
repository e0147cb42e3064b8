import Database
import Foundation
import Postgres
import ServiceLifecycle
import TestSupport
import Testing

@testable import Orchestrator

/// Group commit of webhooks, against a real database.
@Suite(.database, .timeLimit(.minutes(2)))
struct WebhookAcceptorTests {
    @Test func `one alone goes at once, and what comes meanwhile goes together`() async throws {
        try await Fleet.with { fleet in
            let seller = try await fleet.addAgent(webhookMode: .hmacSHA256)
            let held = try await fleet.completion(by: seller)
            let others = try await fleet.completions(20, by: seller)
            let holder = try await Connection.open(PostgresConfiguration(connectionString: fleet.test.dsn))
            _ = try await holder.script(
                "begin; select from adcp.operations where id = '\(held.operationID ?? "")' for update")
            try await fleet.withAcceptor(lanes: 1) { acceptor in
                async let first = acceptor.accept(held)
                try await fleet.untilSomebodyWaits()
                try await withThrowingTaskGroup(of: WebhookReceipt.self) { group in
                    for webhook in others { group.addTask { try await acceptor.accept(webhook) } }
                    while acceptor.waitingCount < others.count { await Task.yield() }
                    _ = try await holder.script("commit")
                    for try await receipt in group { #expect(receipt.answer == .accepted) }
                }
                #expect(try await first.answer == .accepted)
            }
            await holder.close()
            let transactions = try await fleet.value(
                "select count(distinct xmin::text)::text from adcp.webhook_deliveries")
            #expect(transactions == "2")
            let states = try await fleet.value("select string_agg(distinct state, ',') from adcp.operations")
            #expect(states == "completed")
        }
    }

    @Test func `a webhook that the database does not take does not take the others with it`() async throws {
        try await Fleet.with { fleet in
            let seller = try await fleet.addAgent(webhookMode: .hmacSHA256)
            var webhooks = try await fleet.completions(8, by: seller)
            webhooks[3].value = #"{"media_buy_id":"\u0000"}"#
            webhooks[5].sellerTime = "the day after tomorrow"
            let answers = try await fleet.answers(to: webhooks)
            #expect(answers.map { try? $0.get() } == (0..<8).map { [3, 5].contains($0) ? nil : .accepted })
            for index in [3, 5] {
                guard case .failure(let error) = answers[index] else { continue }
                #expect((error as? DatabaseError)?.kind == .invalidField)
            }
        }
    }

    @Test func `a delivery that another session is at holds up itself alone`() async throws {
        try await Fleet.with { fleet in
            let seller = try await fleet.addAgent(webhookMode: .hmacSHA256)
            let webhooks = try await fleet.completions(4, by: seller)
            // Another instance has claimed the second one's key, and does not come to an end.
            let holder = try await Connection.open(PostgresConfiguration(connectionString: fleet.test.dsn))
            _ = try await holder.script(
                """
                begin;
                insert into adcp.webhook_keys (tenant_id, agent_id, idempotency_key, fingerprint, delivery_id, due_at)
                values ('\(fleet.tenant)', '\(seller)', '\(webhooks[1].idempotencyKey)', sha256(''), gen_random_uuid(), now())
                """)
            let answers = try await fleet.answers(to: webhooks)
            #expect(answers.map { try? $0.get() } == [.accepted, nil, .accepted, .accepted])
            guard case .failure(let error) = answers[1] else { return }
            #expect((error as? DatabaseError)?.kind == .unavailable)
            await holder.close()
        }
    }

    @Test func `what is said of one operation at once is applied in the order it came`() async throws {
        try await Fleet.with { fleet in
            let seller = try await fleet.addAgent(webhookMode: .hmacSHA256)
            let operation = try await fleet.submit()
            let said = ["submitted", "working", "input-required", "completed", "working"]
            var webhooks: [VerifiedWebhook] = []
            for status in said {
                webhooks.append(
                    try await fleet.webhook(from: seller, about: operation, task: "task_1", status: status))
            }
            let receipts = try await fleet.database.accept(webhooks)
            #expect(receipts.map(\.verdict) == ["moved", "moved", "moved", "moved", "stale"])
            #expect(
                try await fleet.states(operation)
                    == ["requested", "calling_adcp", "submitted", "working", "input_required", "completed"])
        }
    }

    @Test func `the same delivery twice at once is one delivery`() async throws {
        try await Fleet.with { fleet in
            let seller = try await fleet.addAgent(webhookMode: .hmacSHA256)
            let webhook = try await fleet.completion(by: seller)
            var other = webhook
            other.fingerprint = [UInt8](repeating: 9, count: 32)
            let receipts = try await fleet.database.accept([webhook, webhook, other])
            #expect(receipts.map(\.answer) == [.accepted, .duplicate, .keyConflict])
            #expect(receipts.map { $0.changed != nil } == [true, false, false])
        }
    }

    @Test func `a nonce twice at once is spent by the first`() async throws {
        try await Fleet.with { fleet in
            let seller = try await fleet.addAgent(webhookMode: .rfc9421)
            var webhooks = try await fleet.completions(3, by: seller)
            let keptUntil = Int64(Date().timeIntervalSince1970) + 300
            webhooks[0].nonce = WebhookNonce(keyID: "key", nonce: "one", keptUntil: keptUntil)
            webhooks[1].nonce = WebhookNonce(keyID: "key", nonce: "one", keptUntil: keptUntil)
            webhooks[2].nonce = WebhookNonce(keyID: "key", nonce: "two", keptUntil: keptUntil)
            #expect(try await fleet.database.accept(webhooks).map(\.answer) == [.accepted, .replayed, .accepted])
            #expect(try await fleet.database.accept([webhooks[2]]).map(\.answer) == [.replayed])
            // What was not believed has bound nothing.
            webhooks[1].nonce = WebhookNonce(keyID: "key", nonce: "three", keptUntil: keptUntil)
            #expect(try await fleet.database.accept(webhooks[1]).answer == .accepted)
        }
    }

    @Test func `an instance that stops answers what it has, and takes nothing more`() async throws {
        try await Fleet.with { fleet in
            let seller = try await fleet.addAgent(webhookMode: .hmacSHA256)
            let webhooks = try await fleet.completions(2, by: seller)
            let acceptor = WebhookAcceptor(database: fleet.database)
            async let early = acceptor.accept(webhooks[0])
            while acceptor.waitingCount == 0 { await Task.yield() }
            let group = ServiceGroup(services: [acceptor], logger: .silent)
            async let running: Void = group.run()
            #expect(try await early.answer == .accepted)
            await group.triggerGracefulShutdown()
            try await running
            await #expect { _ = try await acceptor.accept(webhooks[1]) } throws: {
                ($0 as? DatabaseError)?.kind == .unavailable
            }
        }
    }
}

extension Fleet {
    /// Webhooks that tell of operations of their own that they are done.
    fileprivate func completions(_ count: Int, by seller: UUID) async throws -> [VerifiedWebhook] {
        var webhooks: [VerifiedWebhook] = []
        for _ in 0..<count { webhooks.append(try await self.completion(by: seller)) }
        return webhooks
    }

    fileprivate func completion(by seller: UUID) async throws -> VerifiedWebhook {
        let operation = try await self.submit()
        return try await self.webhook(from: seller, about: operation, task: "task_\(operation.id)", status: "completed")
    }

    fileprivate nonisolated(nonsending) func withAcceptor(
        lanes: Int, _ body: (WebhookAcceptor) async throws -> Void
    ) async throws {
        let acceptor = WebhookAcceptor(database: self.database, lanes: lanes)
        try await withThrowingTaskGroup { group in
            group.addTask { try await acceptor.run() }
            try await body(acceptor)
            group.cancelAll()
        }
    }

    /// What becomes of webhooks that wait together when the acceptor begins.
    fileprivate func answers(
        to webhooks: [VerifiedWebhook]
    ) async throws -> [Result<WebhookReceipt.Answer, any Error>] {
        let acceptor = WebhookAcceptor(database: self.database, lanes: 1)
        return try await withThrowingTaskGroup(of: (Int, Result<WebhookReceipt.Answer, any Error>)?.self) { group in
            for (number, webhook) in webhooks.enumerated() {
                group.addTask {
                    do {
                        return (number, .success(try await acceptor.accept(webhook).answer))
                    } catch {
                        return (number, .failure(error))
                    }
                }
            }
            while acceptor.waitingCount < webhooks.count { await Task.yield() }
            group.addTask {
                try await acceptor.run()
                return nil
            }
            var answers: [Int: Result<WebhookReceipt.Answer, any Error>] = [:]
            while answers.count < webhooks.count, let next = try await group.next() {
                if let (number, answer) = next { answers[number] = answer }
            }
            group.cancelAll()
            return webhooks.indices.compactMap { answers[$0] }
        }
    }

    fileprivate func untilSomebodyWaits() async throws {
        while try await self.value("select count(*)::text from pg_locks where not granted") == "0" {
            try Task.checkCancellation()
            await Task.yield()
        }
    }
}
