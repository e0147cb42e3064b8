import AdCP
import Database
import Foundation
import Postgres
import Testing

/// The agent's part in a comparison.
extension Deployment {
    /// An operation that the seller has as a task.
    func waiting(_ task: String, account: String? = nil) async throws -> OperationID {
        let operation = try await self.submit(
            account.map { #"{"account": {"account_id": "\#($0)"}}"# } ?? #"{"buyer_ref": "b1"}"#)
        let step = try #require(try await self.claim().first { $0.operation == operation })
        _ = try await self.observe("submitted", step) { $0.taskID = task }
        return operation
    }

    /// Compares, with pages of these tasks; nil refuses a page.
    func reconcile(_ pages: [[String]?], status: String = "submitted", buys: [JSON] = []) async throws
        -> JSON
    {
        _ = try await self.database.reconcile(agent: "seller", tenant: self.tenant)
        for (number, tasks) in pages.enumerated() {
            let page = try #require(try await self.claim().first { $0.task == "list_tasks" })
            try await self.answer(page, tasks, status: status, isLast: number == pages.count - 1)
        }
        let books = try #require(try await self.claim().first { $0.task == "get_media_buys" })
        _ = try await self.observe("completed", books) {
            $0.value = JSON.object(["media_buys": .array(buys)]).text
            $0.recordHash = hash(7)
        }
        return try await self.lastRun
    }

    func answer(
        _ page: ClaimedStep, _ tasks: [String]?, status: String = "submitted", isLast: Bool = true
    ) async throws {
        let rows = (tasks ?? []).map { task -> JSON in
            ["task_id": .string(task), "task_type": "create_media_buy", "status": .string(status)]
        }
        let pagination: JSON = isLast ? ["has_more": false] : ["has_more": true, "cursor": "next"]
        _ = try await self.observe(tasks == nil ? "failed" : "completed", page) {
            guard tasks != nil else { return }
            $0.value = JSON.object(["tasks": .array(rows), "pagination": pagination]).text
            $0.recordHash = hash(UInt8(truncatingIfNeeded: rows.count))
        }
    }

    var lastRun: JSON {
        get async throws {
            let list = try JSON(parsing: try await self.database.reconciliations(limit: 1, tenant: self.tenant))
            let id = try #require(
                list["reconciliations"]?.array?.first?["id"]?.string.flatMap(UUID.init(uuidString:)))
            return try JSON(parsing: try await self.database.reconciliation(id, tenant: self.tenant))
        }
    }

    var alarms: Int? {
        get async throws {
            try await self.administrator.query(
                Statement(sql: "select count(*) from adcp.alarms where kind = 'reconciliation_differs'")
            ).int(0, 0)
        }
    }
}
