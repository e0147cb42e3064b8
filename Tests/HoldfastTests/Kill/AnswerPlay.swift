import AdCP
import Database
import Foundation
import Postgres
import TestSupport
import Testing

/// Buys whose seller asks something over A2A, and answers that are stopped on their way.
struct AnswerPlay: Sendable {
    let database: Database
    let tenant: UUID
    let seller: SellerProcess
    let killer: Killer

    init(database: Database, seller: SellerProcess, killer: Killer) async throws {
        self.database = database
        self.seller = seller
        self.killer = killer
        self.tenant = try await database.putTenant("tests")
        _ = try await database.putAgent(
            AgentDescription(
                name: "seller", url: seller.url.replacing(/mcp$/, with: "a2a"), transport: "a2a",
                credential: "env:AGENT_TOKEN"),
            tenant: self.tenant)
        try await Self.installDoor(killer)
    }

    /// Places a buy, and waits for what the seller asks.
    func ask(_ product: String) async throws -> OperationID {
        let request: JSON = [
            "account": ["account_id": "account-of-tests"],
            "packages": [["product_id": .string(product), "budget": 10]],
        ]
        let submitted = try await self.database.submit(
            Submission(tenant: self.tenant, agent: "seller", task: "create_media_buy", request: request.text))
        try await self.database.announce(operations: [], work: true)
        try await self.killer.wait(until: Self.question("open"), [.uuid(submitted.operation)])
        return OperationID(tenant: self.tenant, id: submitted.operation)
    }

    /// Answers, and kills the instance that has the answer in hand.
    func answerAndKill(_ operation: OperationID, at boundary: ResumeKillTests.Boundary) async throws {
        switch boundary {
        case .stored:
            let holder = try await self.holdBeforeCommitment(of: operation)
            try await self.killer.replace(holder, endsLeases: true)
        case .committed:
            try await self.answer(operation)
            try await self.killer.wait(until: "not \(Self.question("answered"))", [.uuid(operation.id)])
            try await self.killer.replace(self.holder(of: operation), endsLeases: true)
        case .received:
            try await self.answer(operation)
            let id = operation.id.uuidString.lowercased()
            var tail = RecordTail(of: self.seller)
            _ = try await tail.first { $0.event == "answer_received" && $0.operationID == id }
            try await self.killer.replace(self.holder(of: operation), endsLeases: true)
        }
    }

    /// The instance that has the operation's step in hand; any other where a busy machine let it get out of hand before.
    private func holder(of operation: OperationID) async throws -> ChildProcess {
        if let holder = try await self.killer.holder(of: operation.id) { return holder }
        return await self.killer.fleet.instance(at: 0)
    }

    /// The operation once it is settled, or stays open because nobody knows whether its answer left.
    func end(of operation: OperationID) async throws -> JSON {
        let id = operation.id.uuidString.lowercased()
        let isReceived = try self.seller.record.entries.contains {
            $0.event == "answer_received" && $0.operationID == id
        }
        let isSettled = "exists (select from adcp.settlements where operation_id = $1::uuid)"
        try await self.killer.wait(
            until: isReceived ? isSettled : "\(isSettled) or \(Self.question("ambiguous"))", [.uuid(operation.id)])
        return try JSON(parsing: try await self.database.operation(operation))
    }

    private static func question(_ state: String) -> String {
        "exists (select from adcp.continuations where operation_id = $1::uuid and state = '\(state)')"
    }

    private func answer(_ operation: OperationID) async throws {
        let tokenHash = (0..<32).map { _ in UInt8.random(in: .min ... .max) }
        _ = try await self.database.openQuestion(of: operation, tokenHash: tokenHash)
        let progress = try await self.database.answer(
            operation, generation: 1, answer: #"{"po_number":"PO-2"}"#, tokenHash: tokenHash)
        #expect(progress == .answered)
        try await self.database.announce(operations: [], work: true)
    }

    // MARK: The door before the commitment

    /// Whoever commits to sending an answer passes a lock that the test may hold.
    private static func installDoor(_ killer: Killer) async throws {
        try await killer.administer { connection in
            _ = try connection.script(
                """
                create function public.pass_door() returns trigger language plpgsql as $$
                begin
                    perform pg_advisory_xact_lock_shared(1);
                    return new;
                end
                $$;
                create trigger passes_door before update on adcp.continuations for each row
                    when (new.state = 'dispatched' and old.state = 'answered') execute function public.pass_door();
                """)
        }
    }

    /// Answers, and ends the connection of the instance that wants to commit to sending that.
    ///
    /// - Returns: the instance, which is dying.
    private func holdBeforeCommitment(of operation: OperationID) async throws -> ChildProcess {
        let holding = try await Connection.open(self.killer.administration)
        do {
            try await holding.perform { connection in
                try connection.script("select pg_advisory_lock(1)")
            }
            try await self.answer(operation)
            let holder = try await holding.perform { try Assassin.waitForBlockedSession($0) }
            let instance = try #require(try await self.killer.holder(of: operation.id))
            instance.signalKill()
            try await holding.perform { connection in
                try connection.query(
                    Statement(sql: "select pg_terminate_backend($1::integer, 5000)"), [.int(holder)])
                try connection.script("select pg_advisory_unlock(1)")
            }
            await holding.close()
            return instance
        } catch {
            await holding.close()
            throw error
        }
    }
}
