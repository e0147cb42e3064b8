import AdCP
import Foundation
import TestSupport
import Testing

/// Comparing with a real seller.
@Suite(.database, .timeLimit(.minutes(5))) struct ReconcileTests {
    @Test func `tasks that we do not know are found at the seller, adopted and followed to their ends`() async throws {
        try await Stage.run(isGoverned: false) { stage in
            // Under the same credential, but by another agent of ours: to the first they are nobody's.
            var request = Stage.buy("approve-manual")["request"]?.object ?? JSONObject()
            request["account"] = nil
            let submitted = try await stage.submit(
                .object(request), with: ["agent": "other"], headers: ["prefer": "wait=1"])
            let known = try await stage.until(submitted.json["id"]) { $0["task_id"]?.string != nil }
            let task = try #require(known["task_id"]?.string)

            let listed = try await stage.reconcile()
            let finding = listed["findings"]?.array?.first
            #expect(
                finding?["kind"] == "orphaned" && finding?["task_id"]?.string == task && finding?["action"] == "person",
                "\(listed.text)")
            let alarm = try await stage.ask("GET", "/v1/alarms").json["alarms"]?.array?.first
            #expect(alarm?["kind"] == "reconciliation_differs" && alarm?["detail"]?["orphaned"] == 1)

            let settings = try await stage.ask(
                "PUT", "/v1/agents/seller/orphan-adoption", ["adopts_orphans": true, "reason": "ours alone"])
            #expect(settings.json["adopts_orphans"] == true, "\(settings.json.text)")
            let again = try await stage.reconcile()
            let adopted = again["findings"]?.array?.first
            #expect(adopted?["action"] == "adopted", "\(again.text)")
            let operation = try await stage.operation(adopted?["operation"])
            #expect(operation["task_type"] == "create_media_buy" && operation["task_id"]?.string == task)

            try await stage.seller.decide(task, "completed")
            #expect(try await stage.outcome(ofOperation: adopted?["operation"])["state"] == "completed")
            #expect(try await stage.reconcile()["findings"] == [])
            // It was only looked at.
            #expect(try stage.seller.record.entries.count { $0.event == "media_buy_created" } == 1)
        }
    }
}

extension Stage {
    /// Compares with the seller, to the end.
    fileprivate func reconcile() async throws -> JSON {
        let begun = try await self.ask("POST", "/v1/agents/seller/reconcile")
        try #require(begun.status == 202, "\(begun.json.text)")
        let id = begun.json["reconciliations"]?.array?.first?["id"]?.string ?? ""
        for _ in 1...600 {
            let run = try await self.ask("GET", "/v1/reconciliations/\(id)").json
            if run["finished_at"] != nil { return run }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw StageError.tooLate
    }
}
