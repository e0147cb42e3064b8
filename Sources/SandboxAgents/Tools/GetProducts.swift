import AdCP

/// `get_products`: one product for each word of the vocabulary, so that a buyer can find out by itself what there is.
enum GetProducts {
    static let tool = Tool(
        name: "get_products", purpose: "Products, each named after a behaviour of this sandbox.",
        members: [
            "buying_mode": ["type": "string"], "brief": ["type": "string"], "idempotency_key": ["type": "string"],
        ],
        required: [],
        work: .read { call, _ in
            let products = Vocabulary.words.map { Self.product($0, call.version) }
            return ["products": .array(products), "cache_scope": "account"]
        })

    private static func product(_ word: Word, _ version: Version) -> JSON {
        let product: JSONObject = [
            "product_id": .string(word.name), "name": .string(word.usage), "description": .string(word.meaning),
            "delivery_type": "guaranteed", "channels": ["display"],
            "publisher_properties": [["publisher_domain": "sandbox.example", "selection_type": "all"]],
            "pricing_options": [
                ["pricing_option_id": "cpm-usd", "pricing_model": "cpm", "currency": "USD", "fixed_price": 5]
            ],
            "reporting_capabilities": [
                "available_metrics": ["impressions", "spend"], "available_reporting_frequencies": ["daily"],
                "date_range_support": "date_range", "supports_webhooks": false, "expected_delay_minutes": 60,
                "timezone": "UTC",
            ],
        ]
        return .object(product.merging(ImageFormat.ofProduct(version)))
    }
}
