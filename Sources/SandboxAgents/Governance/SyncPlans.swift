import AdCP

/// `sync_plans`. `ext` of a plan says how the sandbox treats questions about it.
enum SyncPlans {
    static let tool = Tool(
        name: "sync_plans",
        purpose: """
            Adds plans, or changes them. ext says how questions about a plan are treated: sandbox (words as for a seller, such as \
            approve:2 for a person's review), sandbox_outcome (the same for reports), verdict (denied), limit (more is \
            approved under conditions), advisory (conditions name no value), ttl_seconds (of approvals).
            """,
        members: ["plans": ["type": "array", "minItems": 1]],
        required: ["plans"],
        work: .mutation(Self.perform))

    private static func perform(_ order: WorkOrder, in ledger: Ledger) throws(AdCPError) -> Performed {
        guard let plans = order.arguments["plans"]?.array, !plans.isEmpty else { throw .missing("plans") }
        var rows: [JSON] = []
        var effects: [Entry] = []
        for (position, plan) in plans.enumerated() {
            guard let id = plan["plan_id"]?.string else { throw .missing("plans[\(position)].plan_id") }
            let version = (ledger.governance.plans[id]?["version"]?.int ?? 0) + 1
            rows.append(["plan_id": .string(id), "status": "active", "version": JSON(version)])
            let document = (plan.object ?? JSONObject()).merging(["version": JSON(version)])
            effects.append(Entry(.planSynced, at: order.at, order.trace.merging(["plan": .object(document)])))
        }
        return Performed(body: ["plans": .array(rows)], effects: effects)
    }
}
