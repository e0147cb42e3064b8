import AdCP
import Database
import Foundation
import Postgres
import TestSupport
import Testing

/// A database that is not where it was.
@Suite(.database)
struct RestoreEpochTests {
    @Test(arguments: ["another timeline", "another cluster", "an instance that remembers more", "a person's word"])
    func `nothing that changes anything goes out, agents are compared with, and one command lets it go on`(
        _ how: String
    ) async throws {
        try await Deployment.with { deployment in
            let waiting = try await deployment.submit()
            let call = try #require(try await deployment.claim().first)
            _ = try await deployment.observe("submitted", call) { $0.taskID = "task" }
            let unsent = try await deployment.submit()
            try await deployment.goBack(how)

            let steps = try await deployment.claim()
            #expect(steps.map(\.task) == ["list_tasks"], "\(steps.map(\.task))")
            let status = try await deployment.restoreStatus
            #expect(status["dispatch"] == "held" && status["epochs"]?.array?.count == 1, "\(status.text)")
            #expect(status["reconciliations"]?.array?.first?["outcome"] == "running")
            #expect(try await deployment.database.timeUntilNextStep(after: nil, except: []) > .zero)

            // What asks goes on, and settles what it learns.
            try await deployment.administrator.query(
                Statement(sql: "update adcp.schedule set due_at = now() where step = 'poll'"))
            let poll = try #require(try await deployment.claim().first)
            #expect(poll.operation == waiting && poll.kind == .poll)
            _ = try await deployment.observe("completed", poll) {
                $0.value = #"{"media_buy_id": "mb"}"#
                $0.recordHash = hash(1)
            }
            #expect(try await deployment.document(waiting)["state"] == "completed")

            let resumed = try JSON(
                parsing: try await deployment.database.resumeDispatch(actor: "user:ann", reason: "understood"))
            #expect(resumed["dispatch"] == "going" && resumed["epochs"]?.array?.first?["resumed_by"] == "user:ann")
            let next = try #require(try await deployment.claim().first { $0.operation == unsent })
            // It may have been sent in the time that is lost: under its own key only.
            #expect(next.kind == .call && next.isResendable && next.isUncertain)
            #expect(try await deployment.restoreStatus["epochs"]?.array?.count == 1)
        }
    }

    @Test func `what was not frozen may have left under a key that nobody knows, and is looked for`() async throws {
        try await Deployment.with(isKnown: false) { deployment in
            let unsent = try await deployment.submit()
            try await deployment.goBack("another timeline")
            try await deployment.recordCapabilities(version: "3.1")
            _ = try await deployment.database.resumeDispatch(actor: "user:ann")
            let step = try #require(try await deployment.claim().first { $0.operation == unsent })
            #expect(!step.isResendable)
            _ = try await deployment.observe("outcome_unknown", step) { $0.errorCode = "NOT_RESENDABLE" }
            #expect(try await deployment.document(unsent)["attention"] == "outcome_unknown")
            #expect(try await deployment.claim().map(\.task) == ["get_media_buys"])
        }
    }

    @Test func `reads that were not sent are simply sent`() async throws {
        try await Deployment.with { deployment in
            _ = try await deployment.database.submit(
                Submission(tenant: deployment.tenant, agent: "seller", task: "list_creatives", request: "{}"))
            try await deployment.goBack("another timeline")
            let steps = try await deployment.claim()
            #expect(Set(steps.map(\.task)) == ["list_tasks", "list_creatives"])
            #expect(steps.map(\.isResendable) == [true, true])
        }
    }

    @Test func `deadlines wait until the truth has been asked for`() async throws {
        try await Deployment.with { deployment in
            let operation = try await deployment.submit()
            try await deployment.goBack("another timeline")
            try await deployment.administrator.query(
                Statement(sql: "update adcp.schedule set step = 'expire', due_at = now()"))
            #expect(try await deployment.claim().contains { $0.operation == operation } == false)
            #expect(try await deployment.database.expireOverdue() == 0)
        }
    }

    @Test func `webhooks are taken all the while`() async throws {
        try await Deployment.with { deployment in
            let operation = try await deployment.submit()
            let call = try #require(try await deployment.claim().first)
            _ = try await deployment.observe("submitted", call) { $0.taskID = "task" }
            try await deployment.goBack("another cluster")
            var end = Observed(operation: operation, channel: .webhook, leaseToken: nil, outcome: "rejected")
            end.taskID = "task"
            end.recordHash = hash(1)
            #expect(try await deployment.database.observe(instance: nil, [end]).first?.kind == .moved)
        }
    }

    @Test func `a promotion that is trusted is written down and holds nothing; another cluster holds all the same`()
        async throws
    {
        try await Deployment.with { deployment in
            _ = try await deployment.database.trustPromotion(true)
            let operation = try await deployment.submit()
            try await deployment.goBack("another timeline")
            #expect(try await deployment.claim().map(\.operation) == [operation])
            let status = try await deployment.restoreStatus
            #expect(status["dispatch"] == "going" && status["epochs"]?.array?.first?["cause"] == "promotion")
            try await deployment.goBack("another cluster")
            _ = try await deployment.claim()
            #expect(try await deployment.restoreStatus["dispatch"] == "held")
        }
    }

    @Test func `eight claims that notice it at once begin one epoch`() async throws {
        try await Deployment.with { deployment in
            try await deployment.submit()
            try await deployment.goBack("another timeline")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<8 { group.addTask { _ = try await deployment.claim() } }
                try await group.waitForAll()
            }
            #expect(try await deployment.restoreStatus["epochs"]?.array?.count == 1)
        }
    }
}

extension Deployment {
    fileprivate var restoreStatus: JSON {
        get async throws { try JSON(parsing: try await self.database.restoreStatus()) }
    }

    /// Makes the database believe that it was elsewhere before.
    fileprivate func goBack(_ how: String) async throws {
        switch how {
        case "another timeline":
            try await self.administrator.query(
                Statement(sql: "update adcp.deployment set place = split_part(place, '/', 1) || '/000000FF'"))
        case "another cluster":
            try await self.administrator.query(
                Statement(sql: "update adcp.deployment set place = '7/' || split_part(place, '/', 2)"))
        case "an instance that remembers more":
            let beat = try await self.database.beat(instance: self.instance, name: "host/1", version: "test")
            _ = try await self.database.beat(instance: self.instance, name: "host/1", version: "test", mark: beat.mark)
            try await self.administrator.query(Statement(sql: "update adcp.deployment set mark = 0"))
            let held = try await self.database.beat(
                instance: self.instance, name: "host/1", version: "test", mark: beat.mark + 1)
            #expect(held.isHeld && held.mark > beat.mark)
        default: _ = try await self.database.declareRestore(actor: "user:ann", reason: "the disk was put back")
        }
    }
}
