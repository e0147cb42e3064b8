import AdCP

/// The buy that all tests place: the same but for its product.
enum MediaBuy {
    static func request(product: String) -> JSONObject {
        [
            "account": ["account_id": "account-of-tests"], "brand": ["domain": "buyer.example"],
            "start_time": "2026-12-01T00:00:00Z", "end_time": "2026-12-31T00:00:00Z",
            "packages": [["product_id": .string(product), "pricing_option_id": "cpm-usd", "budget": 1000]],
        ]
    }
}
