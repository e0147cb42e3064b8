import AdCP
import Foundation

/// `list_tasks`.
enum ListTasks {
    static let tool = Tool(
        name: "list_tasks", purpose: "Tasks of an account.",
        members: ["filters": ["type": "object"], "sort": ["type": "object"], "pagination": ["type": "object"]],
        required: [],
        work: .read { call, ledger throws(AdCPError) in
            let filter = try Filter(call.arguments["filters"])
            var tasks = ledger.taskOrder.compactMap { ledger.tasks[$0] }.filter {
                call.sees($0.owner) && filter.takes($0)
            }
            if call.arguments["sort"]?["field"]?.string == "updated_at" {
                tasks.sort { $0.updatedAt < $1.updatedAt }
            }
            if call.arguments["sort"]?["direction"]?.string != "asc" {
                tasks.reverse()
            }
            let page = try Page(of: tasks, asked: call.arguments["pagination"])
            return [
                "query_summary": ["total_matching": JSON(tasks.count), "returned": JSON(page.items.count)],
                "tasks": .array(page.items.map(Self.row)), "pagination": page.json,
            ]
        })

    private static func row(_ task: SellerTask) -> JSON {
        .object(
            JSONObject(present: [
                "task_id": .string(task.id), "task_type": .string(task.type), "domain": .string(task.protocolName),
                "status": .string(task.status.rawValue), "created_at": .string(Timestamp.text(task.createdAt)),
                "updated_at": .string(Timestamp.text(task.updatedAt)),
                "completed_at": task.status.isTerminal ? .string(Timestamp.text(task.updatedAt)) : nil,
                "has_webhook": task.callsBack ? true : nil,
            ]))
    }

    /// Every member that is there must hold.
    private struct Filter {
        let asked: JSON
        let statuses: Set<String>?
        let types: Set<String>?
        let ids: Set<String>?

        init(_ asked: JSON?) throws(AdCPError) {
            self.asked = asked ?? [:]
            self.statuses = Self.set(self.asked, "status", "statuses")
            self.types = Self.set(self.asked, "task_type", "task_types")
            self.ids = Self.set(self.asked, "task_id", "task_ids")
            if let wrong = self.statuses?.first(where: { TaskStatus(rawValue: $0) == nil }) {
                throw .invalid("filters.statuses", "has no status \(wrong.prefix(32))")
            }
        }

        private static func set(_ asked: JSON, _ one: String, _ many: String) -> Set<String>? {
            (asked[many]?.array?.compactMap(\.string) ?? asked[one]?.string.map { [$0] }).map(Set.init)
        }

        func takes(_ task: SellerTask) -> Bool {
            self.statuses?.contains(task.status.rawValue) ?? true
                && self.types?.contains(task.type) ?? true
                && self.ids?.contains(task.id) ?? true
                && self.asked["has_webhook"]?.bool.map { $0 == (task.webhook != nil) } ?? true
                && self.isWithin(task.createdAt, after: "created_after", before: "created_before")
                && self.isWithin(task.updatedAt, after: "updated_after", before: "updated_before")
                && (self.asked["context_contains"]?.string).map { task.context?.text.contains($0) ?? false } ?? true
        }

        private func isWithin(_ date: Date, after: String, before: String) -> Bool {
            let earliest = self.asked[after]?.string.flatMap(Timestamp.lenientDate)
            let latest = self.asked[before]?.string.flatMap(Timestamp.lenientDate)
            return earliest.map { date >= $0 } ?? true && latest.map { date <= $0 } ?? true
        }
    }
}
