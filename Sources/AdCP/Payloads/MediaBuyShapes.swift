/// Results of the tasks that buy and change (`media-buy/*-response.json`, `core/package.json`).
enum MediaBuyShapes {
    private static let status: Shape = .word([
        "pending_creatives", "pending_start", "active", "paused", "completed", "rejected", "canceled",
    ])
    private static let revision: Shape = .whole(atLeast: 1)

    private static let package: Shape = .object(
        ["package_id": .text()],
        optional: [
            "product_id": .text(), "budget": .number(atLeast: 0), "bid_price": .number(atLeast: 0),
            "impressions": .number(atLeast: 0), "pricing_option_id": .text(),
            "pacing": .word(["even", "asap", "front_loaded"]),
            "start_time": .text(), "end_time": .text(), "creative_deadline": .text(), "paused": .flag,
            "canceled": .flag,
            "creative_assignments": .list(of: .object()), "format_ids": .list(of: .object()),
            "format_ids_to_provide": .list(of: .object()), "catalogs": .list(of: .object()),
            "agency_estimate_number": .text(),
        ])

    /// What a buy may have in the answers of both tasks that are older than 3.2.
    private static func common(_ generation: Payloads.Generation) -> [String: Shape] {
        let ever: [String: Shape] = [
            "revision": Self.revision, "sandbox": .flag, "valid_actions": .list(of: .text()),
        ]
        guard generation != .v3_0 else { return ever }
        return ever.merging([
            "media_buy_status": Self.status, "currency": .text(), "total_budget": .number(atLeast: 0),
            "available_actions": .list(of: .object()),
        ]) { first, _ in first }
    }

    static func created(_ generation: Payloads.Generation) -> Shape {
        var members = Shape.Members(
            required: ["media_buy_id": .text(), "packages": .list(of: Self.package)],
            optional: Self.common(generation).merging(["confirmed_at": .text(), "creative_deadline": .text()]) {
                first, _ in first
            }
        )
        if generation != .v3_0 {
            members.required["confirmed_at"] = .nullable(.text())
            members.required["revision"] = Self.revision
            // Who has not confirmed a buy cannot be running it.
            members.rules = [
                Shape.Rule(member: "confirmed_at") { buy in
                    buy["confirmed_at"]?.isNull != true || buy["media_buy_status"]?.string != "active"
                }
            ]
        }
        return .object(members)
    }

    static func updated(_ generation: Payloads.Generation) -> Shape {
        var members = Shape.Members(
            required: ["media_buy_id": .text()],
            optional: Self.common(generation).merging([
                "affected_packages": .list(of: Self.package), "implementation_date": .text(),
            ]) { first, _ in first })
        if generation != .v3_0 { members.required["revision"] = Self.revision }
        return .object(members)
    }

    /// Of `buy_products` and `accept_proposal`.
    static let committed: Shape = .object(
        [
            "media_buy_id": .text(atLeast: 1), "revision": Self.revision,
            "accepted_proposal": .object([
                "proposal_status": .word(["accepted"]), "proposal_id": .text(atLeast: 1),
                "media_buy_id": .text(atLeast: 1), "accepted_at": .text(), "commercial_terms": .object(),
                "terms_digest": .text(atLeast: 1),
            ]),
            "purchase_bindings": .list(
                of: .object([
                    "purchase_index": .whole(atLeast: 0), "product_id": .text(atLeast: 1),
                    "package_id": .text(atLeast: 1),
                ]), atLeast: 1),
            "available_actions": .list(of: .object()),
        ],
        optional: ["media_buy_status": Self.status, "confirmed_at": .text(), "name": .text(atLeast: 1)])

    static let controlled: Shape = .object(
        ["media_buy_id": .text(atLeast: 1), "revision": Self.revision],
        optional: [
            "media_buy_status": Self.status, "implementation_date": .text(),
            "affected_package_ids": .list(of: .text(atLeast: 1)), "available_actions": .list(of: .object()),
        ])
}
