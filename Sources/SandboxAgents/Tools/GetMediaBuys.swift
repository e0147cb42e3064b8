import AdCP

/// `get_media_buys`. Without ids and filter it shows active buys only, as the specification has it.
enum GetMediaBuys {
    static let tool = Tool(
        name: "get_media_buys", purpose: "Buys of an account.",
        members: [
            "media_buy_ids": ["type": "array"], "status_filter": [:], "pagination": ["type": "object"],
        ],
        required: [],
        work: .read { call, ledger throws(AdCPError) in
            let ids = call.arguments["media_buy_ids"]?.array?.compactMap(\.string)
            let filter = call.arguments["status_filter"]
            let statuses = filter?.array?.compactMap(\.string) ?? filter?.string.map { [$0] }
            let wanted = ids == nil ? statuses ?? ["active"] : statuses
            let buys = ledger.buyOrder.compactMap { ledger.buys[$0] }.filter { buy in
                call.sees(buy.owner) && (ids?.contains(buy.id) ?? true) && (wanted?.contains(buy.status) ?? true)
            }
            let page = try Page(of: buys, asked: call.arguments["pagination"])
            return ["media_buys": .array(page.items.map { .object($0.document) }), "pagination": page.json]
        })
}
