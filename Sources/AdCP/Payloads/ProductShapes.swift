/// Results of the tasks that find what can be bought (`media-buy/get-products-response.json`, `core/product.json`,
/// `signals/activate-signal-response.json`).
enum ProductShapes {
    private static let product: Shape = .object(
        [
            "product_id": .text(), "name": .text(),
            "pricing_options": .list(of: .object(["pricing_option_id": .text(), "pricing_model": .text()])),
        ],
        optional: [
            "description": .text(), "delivery_type": .word(["guaranteed", "non_guaranteed"]),
            "publisher_properties": .list(of: .object()), "format_ids": .list(of: .object()),
            "format_options": .list(of: .object()), "reporting_capabilities": .object(),
        ])

    /// It buys nothing, and older sellers leave out much of what the schemas demand: what is there has to be right.
    static func found(_ generation: Payloads.Generation) -> Shape {
        var members = Shape.Members(optional: [
            "products": .list(of: Self.product),
            "proposals": .list(
                of: .object(["proposal_id": .text(), "name": .text(), "allocations": .list(of: .object())])),
            "incomplete": .list(of: .object(["scope": .text(), "description": .text()])), "sandbox": .flag,
        ])
        if generation != .v3_0 {
            members.optional["cache_scope"] = .word(["public", "account"])
            members.optional["wholesale_feed_version"] = .text()
            members.optional["unchanged"] = .flag
        }
        return .object(members)
    }

    static let activated: Shape = .object(
        [
            "deployments": .list(
                of: .either([
                    .object(
                        ["type": .word(["platform"]), "platform": .text(), "is_live": .flag], optional: Self.deployed),
                    .object(
                        ["type": .word(["agent"]), "agent_url": .text(), "is_live": .flag], optional: Self.deployed),
                ]))
        ], optional: ["sandbox": .flag])

    private static let deployed: [String: Shape] = [
        "account": .text(), "activation_key": .object(), "estimated_activation_duration_minutes": .number(atLeast: 0),
        "deployed_at": .text(),
    ]
}
