import AdCP

/// `sync_creatives`.
enum SyncCreatives {
    static let tool = Tool(
        name: "sync_creatives", purpose: "Adds creatives to the account's library, or changes them.",
        members: ["creatives": ["type": "array", "minItems": 1], "dry_run": ["type": "boolean"]],
        required: ["creatives"],
        work: .mutation(Self.perform))

    private static func perform(_ order: WorkOrder, in ledger: Ledger) throws(AdCPError) -> Performed {
        guard let creatives = order.arguments["creatives"]?.array, !creatives.isEmpty else {
            throw .missing("creatives")
        }
        let isTrial = order.arguments["dry_run"]?.bool ?? false
        var results: [JSON] = []
        var documents: [JSON] = []
        for (position, creative) in creatives.enumerated() {
            guard let id = creative["creative_id"]?.string else { throw .missing("creatives[\(position)].creative_id") }
            let known = ledger.creatives[Ledger.CreativeKey(owner: order.owner, id: id)]
            let action: JSON = known == nil ? "created" : "updated"
            results.append(["creative_id": .string(id), "action": action])
            documents.append(.object(Self.document(id, creative, known: known, order: order)))
        }
        let body = JSONObject(present: ["creatives": .array(results), "dry_run": isTrial ? true : nil])
        let effect = Entry(
            .creativesSynced, at: order.at, order.trace.merging(["creatives": .array(documents)]))
        return Performed(body: body, effects: isTrial ? [] : [effect])
    }

    private static func document(_ id: String, _ creative: JSON, known: Creative?, order: WorkOrder) -> JSONObject {
        let now = JSON.string(Timestamp.text(order.at))
        return JSONObject(present: [
            "creative_id": .string(id), "name": creative["name"] ?? .string(id), "status": "approved",
            "created_date": known?.document["created_date"] ?? now, "updated_date": now,
        ]).merging(ImageFormat.ofCreative(creative, order.version))
    }
}
