import AdCP

/// `update_media_buy`.
enum UpdateMediaBuy {
    static let tool = Tool(
        name: "update_media_buy", purpose: "Pauses, resumes, cancels or changes a buy.",
        members: [
            "media_buy_id": ["type": "string"], "revision": ["type": "integer"], "paused": ["type": "boolean"],
            "canceled": ["type": "boolean"], "name": ["type": "string"], "end_time": ["type": "string"],
        ],
        required: ["media_buy_id"],
        work: .mutation(Self.perform))

    static func perform(_ order: WorkOrder, in ledger: Ledger) throws(AdCPError) -> Performed {
        guard let id = order.arguments["media_buy_id"]?.string else { throw .missing("media_buy_id") }
        guard let buy = ledger.buys[id], buy.owner == order.owner else {
            throw AdCPError("MEDIA_BUY_NOT_FOUND", "no such media buy", .correctable, field: "media_buy_id")
        }
        if let revision = order.arguments["revision"]?.int, revision != buy.revision {
            throw AdCPError(
                "CONFLICT", "the media buy is at revision \(buy.revision)", .transient, field: "revision",
                details: ["revision": JSON(buy.revision)])
        }
        guard buy.status != "canceled" else {
            throw AdCPError("INVALID_STATE", "the media buy is canceled", .correctable, field: "media_buy_id")
        }
        var document = buy.document
        for name in ["name", "end_time"] {
            document[name] = order.arguments[name] ?? document[name]
        }
        if order.arguments["canceled"]?.bool == true {
            document["status"] = "canceled"
            document["cancellation"] = ["canceled_at": .string(Timestamp.text(order.at)), "canceled_by": "buyer"]
        } else if let paused = order.arguments["paused"]?.bool {
            document["status"] = paused ? "paused" : "active"
        }
        document["revision"] = JSON(buy.revision + 1)
        document["updated_at"] = .string(Timestamp.text(order.at))

        var body = JSONObject(present: [
            "media_buy_id": document["media_buy_id"], "revision": document["revision"], "affected_packages": [],
        ])
        body[MediaBuyAnswer.statusMember(order.version)] = document["status"]
        let effect = Entry(
            .mediaBuyUpdated, at: order.at,
            JSONObject(present: ["media_buy_id": .string(id)])
                .merging(order.trace).merging(["media_buy": .object(document)]))
        return Performed(body: body, effects: [effect])
    }
}
