import AdCP
import Foundation

/// An operator asked for a change that cannot be.
enum TaskChangeError: Error {
    case unknownTask
    case settled(TaskStatus)
}

extension Seller {
    /// Makes the changes of a task that are due.
    func advance(_ id: String, announcing: Bool = true) throws {
        while let stage = self.ledger.tasks[id]?.stages.first, stage.due <= Date() {
            try self.change(id, to: stage.status, isPlanned: true)
        }
        if announcing {
            self.announceDeliveries(of: id)
        }
    }

    /// Puts a task in another status, as an operator wants it.
    func decide(_ id: String, _ status: TaskStatus) throws {
        guard let task = self.ledger.tasks[id] else { throw TaskChangeError.unknownTask }
        guard !task.status.isTerminal else { throw TaskChangeError.settled(task.status) }
        try self.change(id, to: status, isPlanned: false)
        self.announceDeliveries(of: id)
    }

    private func change(_ id: String, to status: TaskStatus, isPlanned: Bool) throws {
        guard let task = self.ledger.tasks[id], !task.status.isTerminal else { return }
        let now = Date()
        var effects: [Entry] = []
        var details: JSONObject = ["task_id": .string(id), "status": .string(status.rawValue)]
        switch status {
        case .completed:
            do {
                let performed = try self.perform(task, at: now)
                effects = performed.effects
                details["result"] = .object(performed.body)
            } catch {
                details = details.merging(Self.fault(error))
            }
        case .failed, .rejected:
            details = details.merging(Self.fault(.declined))
            details["status"] = .string(status.rawValue)
        case .submitted, .working, .inputRequired, .authRequired:
            let interim = Interim.details(of: status)
            details["result"] = interim.isEmpty ? nil : .object(interim)
        case .canceled, .unknown:
            break
        }
        details["final"] = .bool(TaskStatus(rawValue: details["status"]?.string ?? "")?.isTerminal ?? false)
        details["planned"] = .bool(isPlanned)
        let change = Entry(.taskChanged, at: now, details.merging(task.origin.details))

        var changed = task
        changed.apply(change)
        let webhooks = WebhookEnvelope.deliveries(of: changed).map { $0.due(at: now, status: changed.status) }
        try self.commit(effects + [change] + webhooks)
    }

    private func perform(_ task: SellerTask, at now: Date) throws(AdCPError) -> Performed {
        guard case .mutation(let perform) = self.catalogue[task.type]?.work else { throw .declined }
        let order = WorkOrder(
            arguments: task.arguments, owner: task.owner, version: task.version, origin: task.origin,
            taskID: task.id, at: now)
        return try perform(order, self.ledger)
    }

    /// The members of a change to failed.
    private static func fault(_ error: AdCPError) -> JSONObject {
        ["status": "failed", "error": error.json, "result": ["errors": [error.json]]]
    }
}
