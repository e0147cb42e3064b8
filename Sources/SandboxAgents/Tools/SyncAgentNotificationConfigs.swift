import AdCP

/// `sync_agent_notification_configs`. What is sent replaces what the buyer had; each address has proven itself before (`Notifier`).
enum SyncAgentNotificationConfigs {
    static let tool = Tool(
        name: "sync_agent_notification_configs",
        purpose: "Registers who is told when what this agent can changes.",
        members: ["notification_configs": ["type": "array", "maxItems": 16]], required: ["notification_configs"],
        since: Version(3, 2), work: .mutation(Self.perform))

    static func subscribers(_ arguments: JSONObject) throws(AdCPError) -> [Subscriber] {
        let field = "notification_configs"
        guard let configs = arguments[field]?.array, configs.count <= 16 else { throw .missing(field) }
        let subscribers = configs.compactMap(Subscriber.init)
        guard subscribers.count == configs.count, Set(subscribers.map(\.id)).count == configs.count else {
            throw .invalid(field, "must name each subscriber once, with an address and [\"capabilities.changed\"]")
        }
        return subscribers
    }

    private static func perform(_ order: WorkOrder, in ledger: Ledger) throws(AdCPError) -> Performed {
        let subscribers = try Self.subscribers(order.arguments)
        let configs = JSON.array(subscribers.map(\.json))
        let isSame = ledger.subscribers[order.owner.token] ?? [] == subscribers
        return Performed(
            body: [
                "action": .string(subscribers.isEmpty ? "cleared" : isSame ? "unchanged" : "updated"),
                "notification_configs": configs,
            ],
            effects: [
                Entry(.subscribersSynced, at: order.at, order.trace.merging(["notification_configs": configs]))
            ])
    }
}
