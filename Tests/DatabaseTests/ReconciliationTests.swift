import AdCP
import Database
import Foundation
import Postgres
import TestSupport
import Testing

/// Comparing with an agent, with the agent's part played by the test.
@Suite(.database)
struct ReconciliationTests {
    @Test func `tasks that both sides know in the same state are no difference`() async throws {
        try await Deployment.with { deployment in
            _ = try await deployment.waiting("t1")
            let run = try await deployment.reconcile([["t1"]])
            #expect(run["outcome"] == "compared" && run["listed"] == 1 && run["findings"] == [], "\(run.text)")
            #expect(try await deployment.alarms == 0)
        }
    }

    @Test func `what is open here and not listed is asked for, and nothing is concluded`() async throws {
        try await Deployment.with { deployment in
            let operation = try await deployment.waiting("t1")
            let run = try await deployment.reconcile([[]])
            let finding = run["findings"]?.array?.first
            #expect(finding?["kind"] == "missing" && finding?["action"] == "polled", "\(run.text)")
            #expect(finding?["operation"]?.string == operation.id.uuidString.lowercased())
            #expect(try await deployment.document(operation)["state"] == "submitted")
            #expect(try await deployment.claim().map(\.taskID) == ["t1"])
        }
    }

    @Test func `another state is asked for at once`() async throws {
        try await Deployment.with { deployment in
            _ = try await deployment.waiting("t1")
            let run = try await deployment.reconcile([["t1"]], status: "input-required")
            let finding = run["findings"]?.array?.first
            #expect(finding?["kind"] == "mismatched" && finding?["their_state"] == "input_required", "\(run.text)")
            #expect(try await deployment.claim().map(\.kind) == [.poll])
        }
    }

    @Test func `what has ended here and is open there is for a person`() async throws {
        try await Deployment.with { deployment in
            let operation = try await deployment.waiting("t1")
            var end = Observed(operation: operation, channel: .webhook, leaseToken: nil, outcome: "rejected")
            end.taskID = "t1"
            end.recordHash = hash(1)
            _ = try await deployment.database.observe(instance: nil, [end])
            let run = try await deployment.reconcile([["t1"]])
            let finding = run["findings"]?.array?.first
            #expect(finding?["kind"] == "conflicting" && finding?["action"] == "person", "\(run.text)")
            #expect(finding?["our_state"] == "rejected")
            #expect(try await deployment.document(operation)["state"] == "rejected")
            #expect(try await deployment.alarms == 1)
        }
    }

    @Test func `an orphan is listed for a person, who may adopt it`() async throws {
        try await Deployment.with { deployment in
            let run = try await deployment.reconcile([["lost"]])
            let finding = try #require(run["findings"]?.array?.first)
            #expect(finding["kind"] == "orphaned" && finding["action"] == "person", "\(run.text)")
            #expect(try await deployment.alarms == 1)
            let id = try #require(finding["id"]?.string.flatMap(UUID.init(uuidString:)))
            let adopted = try await deployment.database.adoptOrphan(
                id, tenant: deployment.tenant, actor: "user:ann", reason: "ours")
            let document = try await deployment.document(adopted)
            #expect(document["state"] == "submitted" && document["task_id"] == "lost", "\(document.text)")
            #expect(document["task_type"] == "create_media_buy")
            let again = try await deployment.database.adoptOrphan(id, tenant: deployment.tenant, actor: "user:bob")
            #expect(again == adopted)
            let step = try #require(try await deployment.claim().first)
            #expect(step.kind == .poll && step.taskID == "lost")
            _ = try await deployment.observe("completed", step) {
                $0.value = #"{"media_buy_id": "mb"}"#
                $0.recordHash = hash(2)
            }
            #expect(try await deployment.document(adopted)["state"] == "completed")
        }
    }

    @Test func `where the credential is ours alone orphans are adopted, but not while a call is unanswered`()
        async throws
    {
        try await Deployment.with { deployment in
            _ = try await deployment.database.setOrphanAdoption(
                true, ofAgent: "seller", tenant: deployment.tenant, actor: "user:ann")
            // What it lists may be what was sent just now.
            let sent = try await deployment.submit()
            let call = try #require(try await deployment.claim().first)
            let first = try await deployment.reconcile([["t1"]])
            #expect(first["findings"]?.array?.first?["action"] == "person", "\(first.text)")
            _ = try await deployment.observe("submitted", call) { $0.taskID = "t1" }

            let second = try await deployment.reconcile([["t1", "t2"]])
            let finding = second["findings"]?.array?.first
            #expect(second["findings"]?.array?.count == 1 && finding?["action"] == "adopted", "\(second.text)")
            #expect(finding?["task_id"] == "t2")
            #expect(try await deployment.document(sent)["task_id"] == "t1")
            // And known from then on.
            #expect(try await deployment.reconcile([["t1", "t2"]])["findings"] == [])
        }
    }

    @Test func `a buy that we made and have forgotten is found by the name that it carries`() async throws {
        try await Deployment.with { deployment in
            let known = try await deployment.waiting("t1")
            func buy(_ id: String, _ operation: String) -> JSON {
                ["media_buy_id": .string(id), "status": "active", "context": ["operation_id": .string(operation)]]
            }
            let lost = UUID().uuidString.lowercased()
            let run = try await deployment.reconcile(
                [["t1"]],
                buys: [
                    buy("ours", known.id.uuidString.lowercased()), buy("lost", lost), buy("theirs", "order-7"),
                    ["media_buy_id": "nobodys"],
                ])
            let findings = run["findings"]?.array ?? []
            #expect(findings.count == 1, "\(run.text)")
            #expect(findings.first?["kind"] == "orphaned_buy" && findings.first?["media_buy_id"] == "lost")
            #expect(findings.first?["operation"]?.string == lost && findings.first?["their_state"] == "active")
            #expect(try await deployment.alarms == 1)
        }
    }

    @Test func `all pages are read before anything is said to be missing`() async throws {
        try await Deployment.with { deployment in
            _ = try await deployment.waiting("t1")
            _ = try await deployment.waiting("t2")
            let run = try await deployment.reconcile([["t1"], ["t2"]])
            #expect(run["outcome"] == "compared" && run["listed"] == 2 && run["findings"] == [], "\(run.text)")
        }
    }

    @Test func `a list that breaks off says nothing of what it did not show`() async throws {
        try await Deployment.with { deployment in
            _ = try await deployment.waiting("t1")
            let run = try await deployment.reconcile([["t9"], nil])
            #expect(run["outcome"] == "compared_in_part", "\(run.text)")
            #expect(run["findings"]?.array?.map { $0["kind"]?.string } == ["orphaned"])
            let refused = try await deployment.reconcile([nil])
            #expect(refused["outcome"] == "not_listed" && refused["findings"] == [], "\(refused.text)")
        }
    }

    @Test func `instances that start together compare once, and each account by itself`() async throws {
        try await Deployment.with { deployment in
            #expect(try await deployment.database.reconcileAgents() == 0)
            _ = try await deployment.waiting("t1", account: "a1")
            _ = try await deployment.waiting("t2", account: "a2")
            #expect(try await deployment.database.reconcileAgents() == 3)
            #expect(try await deployment.database.reconcileAgents() == 0)
            let pages = try await deployment.claim()
            #expect(pages.count == 3)
            for page in pages {
                let request = try JSON(parsing: try #require(try await deployment.database.prepare(page).text))
                let account = request["account"]?["account_id"]?.string
                // Each account's task is listed to that account only.
                try await deployment.answer(page, account == "a1" ? ["t1"] : account == "a2" ? ["t2"] : [])
            }
            let runs = try JSON(parsing: try await deployment.database.reconciliations(tenant: deployment.tenant))
            for run in runs["reconciliations"]?.array ?? [] {
                #expect(run["outcome"] == "compared" && run["differences"] == nil, "\(run.text)")
            }
        }
    }

    @Test(arguments: [
        #"{"tasks": "none"}"#, #"{"tasks": [1, null, {}, {"task_id": 7}, {"task_id": ""}]}"#, "{}",
        #"{"tasks": [{"task_id": "x", "status": "submitted", "task_type": "DROP TABLE"}]}"#,
        #"{"tasks": [], "pagination": {"has_more": true}}"#,
        #"{"tasks": [], "pagination": {"has_more": true, "cursor": 7}}"#,
    ])
    func `a list that is none does no harm`(_ value: String) async throws {
        try await Deployment.with { deployment in
            _ = try await deployment.database.setOrphanAdoption(
                true, ofAgent: "seller", tenant: deployment.tenant, actor: "user:ann")
            let operation = try await deployment.waiting("t1")
            _ = try await deployment.database.reconcile(agent: "seller", tenant: deployment.tenant)
            let page = try #require(try await deployment.claim().first { $0.task == "list_tasks" })
            _ = try await deployment.observe("completed", page) {
                $0.value = value
                $0.recordHash = hash(3)
            }
            let books = try #require(try await deployment.claim().first { $0.task == "get_media_buys" })
            _ = try await deployment.observe("completed", books) {
                $0.value =
                    #"{"media_buys": [7, {"media_buy_id": 7}, {"media_buy_id": "m", "context": {"operation_id": "theirs"}}]}"#
                $0.recordHash = hash(3)
            }
            let run = try await deployment.lastRun
            #expect(run["finished_at"]?.string != nil, "\(run.text)")
            #expect(run["findings"]?.array?.contains { $0["action"] == "adopted" } == false, "\(run.text)")
            #expect(try await deployment.document(operation)["state"] == "submitted")
        }
    }

    @Test(arguments: [true, false])
    func `a task of which nothing will ever tell is for a person at once`(callsBack: Bool) async throws {
        try await Deployment.with(webhookMode: callsBack ? .rfc9421 : nil) { deployment in
            let operation = try await deployment.waiting("t1")
            for _ in 1...2 {
                try await deployment.makeDue()
                let step = try #require(try await deployment.claim().first { $0.operation == operation })
                _ = try await deployment.observe("retry", step) {
                    $0.errorCode = "NO_POLL_TOOL"
                    $0.reason = "The agent has no tool that tells where a task stands."
                    $0.milliseconds = nil
                }
            }
            let document = try await deployment.document(operation)
            #expect(document["attention"]?.string == (callsBack ? nil : "task_untold"), "\(document.text)")
            #expect(document["state"] == "submitted")
        }
    }

    @Test
    func `a seller that forgets a task is looked through, then a person is told, and all is well if it remembers`()
        async throws
    {
        try await Deployment.with { deployment in
            let operation = try await deployment.waiting("t1")
            func poll(_ outcome: String, _ code: String?) async throws {
                try await deployment.makeDue()
                let step = try #require(try await deployment.claim().first { $0.operation == operation })
                _ = try await deployment.observe(outcome, step) { $0.errorCode = code }
            }
            try await poll("retry", "REFERENCE_NOT_FOUND")
            try await poll("retry", "REFERENCE_NOT_FOUND")
            #expect(try await deployment.document(operation)["attention"] == nil)
            try await poll("retry", "REFERENCE_NOT_FOUND")
            let document = try await deployment.document(operation)
            #expect(document["attention"] == "task_lost" && document["state"] == "submitted", "\(document.text)")
            let look = try #require(try await deployment.claim().first)
            #expect(look.task == "get_media_buys")
            try await poll("submitted", nil)
            #expect(try await deployment.document(operation)["attention"] == nil)

            for _ in 1...3 { try await poll("retry", "REFERENCE_NOT_FOUND") }
            let buy =
                #"{"media_buy_id": "mb", "status": "active", "context": {"operation_id": "\#(operation.id.uuidString.lowercased())"}}"#
            try await deployment.makeDue()
            let again = try #require(try await deployment.claim().first { $0.task == "get_media_buys" })
            _ = try await deployment.observe("completed", again) {
                $0.value = #"{"media_buys": [\#(buy)]}"#
                $0.recordHash = hash(4)
            }
            let found = try await deployment.document(operation)
            #expect(found["state"] == "completed" && found["result"]?["media_buy_id"] == "mb", "\(found.text)")
        }
    }
}
