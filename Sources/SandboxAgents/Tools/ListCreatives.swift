import AdCP

/// `list_creatives`.
enum ListCreatives {
    static let tool = Tool(
        name: "list_creatives", purpose: "Creatives in the account's library.",
        members: ["filters": ["type": "object"], "pagination": ["type": "object"]],
        required: [],
        work: .read { call, ledger throws(AdCPError) in
            let filters = call.arguments["filters"]
            let ids = filters?["creative_ids"]?.array?.compactMap(\.string)
            let statuses = filters?["statuses"]?.array?.compactMap(\.string)
            let creatives = ledger.creatives.values
                .filter { creative in
                    call.sees(creative.owner) && (ids?.contains(creative.id) ?? true)
                        && (statuses?.contains(creative.document["status"]?.string ?? "") ?? true)
                }
                .sorted { ($0.id, $0.owner.account) < ($1.id, $1.owner.account) }
            let page = try Page(of: creatives, asked: call.arguments["pagination"])
            return [
                "query_summary": ["total_matching": JSON(creatives.count), "returned": JSON(page.items.count)],
                "creatives": .array(page.items.map { Self.row($0, call.version) }), "pagination": page.json,
            ]
        })

    /// A creative that was synced in one release may be read in another.
    private static func row(_ creative: Creative, _ version: Version) -> JSON {
        var row = creative.document
        row["format_kind"] = nil
        return .object(row.merging(ImageFormat.ofCreative(.object(creative.document), version)))
    }
}
