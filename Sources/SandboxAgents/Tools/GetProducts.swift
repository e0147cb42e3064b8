import AdCP

/// `get_products`: one product for each word of the vocabulary, so that a buyer can find out by itself what there is.
enum GetProducts {
    static let tool = Tool(
        name: "get_products", purpose: "Products, each named after a behaviour of this sandbox.",
        members: [
            "buying_mode": ["type": "string"], "brief": ["type": "string"], "idempotency_key": ["type": "string"],
        ],
        required: [],
        work: .read { _, _ in
            ["products": .array(Vocabulary.words.map(Self.product)), "cache_scope": "account"]
        })

    private static func product(_ word: Word) -> JSON {
        [
            "product_id": .string(word.name), "name": .string(word.usage), "description": .string(word.meaning),
            "delivery_type": "guaranteed", "channels": ["display"],
            "publisher_properties": [["publisher_domain": "sandbox.example", "selection_type": "all"]],
            "format_options": [
                [
                    "format_option_id": "image_300x250", "format_kind": "image",
                    "params": ["sizes": [["width": 300, "height": 250]]],
                ]
            ],
            "pricing_options": [
                ["pricing_option_id": "cpm-usd", "pricing_model": "cpm", "currency": "USD", "fixed_price": 5]
            ],
            "reporting_capabilities": [
                "available_metrics": ["impressions", "spend"], "available_reporting_frequencies": ["daily"],
                "date_range_support": "date_range", "supports_webhooks": false, "expected_delay_minutes": 60,
                "timezone": "UTC",
            ],
        ]
    }
}
