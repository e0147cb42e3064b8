import AdCP

/// `buy_products`: what create_media_buy does, from a product feed.
enum BuyProducts {
    static let tool = Tool(
        name: "buy_products", purpose: "Buys products of the feed.",
        members: [
            "feed_version": ["type": "string"], "purchases": ["type": "array", "minItems": 1],
            "start_time": ["type": "string"], "end_time": ["type": "string"], "purchase_order_ref": ["type": "string"],
        ],
        required: ["feed_version", "purchases"], since: Version(3, 2),
        work: .mutation { order, ledger throws(AdCPError) in
            guard order.arguments["feed_version"]?.string != nil else { throw .missing("feed_version") }
            guard let purchases = order.arguments["purchases"]?.array, !purchases.isEmpty else {
                throw .missing("purchases")
            }
            for (position, purchase) in purchases.enumerated() where purchase["product_id"]?.string == nil {
                throw .missing("purchases[\(position)].product_id")
            }
            return try Commitment.made(order, of: purchases, proposal: Identifier.make("proposal"), in: ledger)
        })
}

/// `accept_proposal`: what create_media_buy does, from a proposal of the seller's.
enum AcceptProposal {
    static let tool = Tool(
        name: "accept_proposal", purpose: "Buys what a proposal offers. The sandbox offers whatever is asked for.",
        members: [
            "proposal_id": ["type": "string"], "proposal_terms_digest": ["type": "string"],
            "purchase_order_ref": ["type": "string"], "total_budget": ["type": "object"],
        ],
        required: ["proposal_id", "proposal_terms_digest"], since: Version(3, 2),
        work: .mutation { order, ledger throws(AdCPError) in
            for name in ["proposal_id", "proposal_terms_digest"] where order.arguments[name]?.string == nil {
                throw .missing(name)
            }
            let package: JSON = .object(
                JSONObject(present: [
                    "product_id": order.arguments["proposal_id"], "budget": order.arguments["total_budget"]?["amount"],
                ]))
            return try Commitment.made(
                order, of: [package], proposal: order.arguments["proposal_id"]?.string ?? "", in: ledger)
        })
}

/// How both answer: the buy, and the terms that it was made on (`media-buy/media-buy-commitment-response.json`).
enum Commitment {
    static func made(
        _ order: WorkOrder, of purchases: [JSON], proposal: String, in ledger: Ledger
    ) throws(AdCPError) -> Performed {
        let made = try CreateMediaBuy.perform(
            order.asking(order.arguments.merging(["packages": .array(purchases)])), in: ledger)
        var body = made.body
        let packages = body["packages"]?.array ?? []
        body["packages"] = nil
        body["available_actions"] = []
        body["purchase_bindings"] = .array(
            packages.enumerated().map { position, package in
                .object(
                    JSONObject(present: [
                        "purchase_index": JSON(position), "product_id": package["product_id"],
                        "package_id": package["package_id"],
                    ]))
            })
        body["accepted_proposal"] = .object(
            JSONObject(present: [
                "proposal_status": "accepted", "proposal_id": .string(proposal), "media_buy_id": body["media_buy_id"],
                "accepted_at": .string(Timestamp.text(order.at)), "commercial_terms": [:],
                "terms_digest": order.arguments["proposal_terms_digest"] ?? "none",
            ]))
        return Performed(body: body, effects: made.effects)
    }
}

/// `control_media_buy`: what update_media_buy does, at a revision that must be named.
enum ControlMediaBuy {
    static let tool = Tool(
        name: "control_media_buy", purpose: "Pauses, resumes, cancels or changes a buy at a revision.",
        members: [
            "media_buy_id": ["type": "string"], "revision": ["type": "integer"], "paused": ["type": "boolean"],
            "canceled": ["type": "boolean"],
        ],
        required: ["media_buy_id", "revision"], since: Version(3, 2),
        work: .mutation { order, ledger throws(AdCPError) in
            guard order.arguments["revision"]?.int != nil else { throw .missing("revision") }
            return try UpdateMediaBuy.perform(order, in: ledger)
        })
}
