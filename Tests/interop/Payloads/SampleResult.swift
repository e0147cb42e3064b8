import AdCP

/// A result that a seller may give, with much of what a buyer relies on.
struct SampleResult: Sendable {
    let task: String
    /// Releases whose schemas accept it.
    let versions: [String]
    let body: JSON

    static let all = ["3.0", "3.1", "3.2"]
    private static let package: JSON = [
        "package_id": "p1", "product_id": "homepage", "budget": 5000, "bid_price": 4.5, "impressions": 1000,
        "pricing_option_id": "cpm", "pacing": "even", "start_time": "2026-12-01T00:00:00Z",
        "end_time": "2026-12-31T00:00:00Z", "creative_deadline": "2026-11-30T00:00:00Z", "paused": false,
        "canceled": false, "agency_estimate_number": "E-1",
    ]
    private static let format: JSON = ["agent_url": "https://formats.example/mcp", "id": "display_300x250"]
    private static let manifest: JSON = ["format_id": Self.format, "assets": [:]]
    private static let proposal: JSON = [
        "proposal_id": "pr_1", "proposal_kind": "new_media_buy", "proposal_status": "accepted", "name": "Winter",
        "media_buy_id": "mb_7", "accepted_at": "2026-11-26T00:00:00Z", "commercial_terms": Self.terms,
        "terms_digest": "sha256:kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k",
    ]
    private static let terms: JSON = [
        "brand": ["domain": "brand.example"], "start_time": "2026-12-01T00:00:00Z", "end_time": "2026-12-31T00:00:00Z",
        "purchases": [
            [
                "product_id": "homepage", "pricing_option_id": "cpm", "start_time": "2026-12-01T00:00:00Z",
                "end_time": "2026-12-31T00:00:00Z",
                "pricing": [
                    "pricing_option_id": "cpm", "pricing_model": "cpm", "currency": "USD", "fixed_price": 5,
                ],
            ]
        ],
    ]

    static let samples = Self.deals + Self.decisions

    private static let deals: [SampleResult] =
        [
            SampleResult(
                task: "create_media_buy", versions: Self.all,
                body: [
                    "media_buy_id": "mb_7", "confirmed_at": "2026-11-26T00:00:00Z", "revision": 1,
                    "media_buy_status": "pending_creatives", "creative_deadline": "2026-11-30T00:00:00Z",
                    "currency": "USD",
                    "total_budget": 5000, "sandbox": true, "packages": [Self.package],
                ]),
            SampleResult(
                task: "create_media_buy", versions: ["3.1", "3.2"],
                body: [
                    "media_buy_id": "mb_7", "confirmed_at": .null, "revision": 1, "media_buy_status": "pending_start",
                    "packages": [],
                ]),
            SampleResult(
                task: "update_media_buy", versions: Self.all,
                body: [
                    "media_buy_id": "mb_7", "revision": 2, "implementation_date": "2026-11-26T00:00:00Z",
                    "affected_packages": [Self.package],
                ]),
            SampleResult(
                task: "control_media_buy", versions: ["3.2"],
                body: [
                    "media_buy_id": "mb_7", "revision": 2, "media_buy_status": "paused", "affected_package_ids": ["p1"],
                    "implementation_date": .null, "available_actions": [],
                ]),
            SampleResult(
                task: "sync_creatives", versions: Self.all,
                body: [
                    "dry_run": false, "sandbox": false,
                    "creatives": [
                        [
                            "creative_id": "c1", "action": "created", "status": "pending_review", "platform_id": "x",
                            "changes": ["name"], "warnings": ["Large"], "preview_url": "https://p.example/1",
                            "expires_at": "2026-12-31T00:00:00Z", "assigned_to": ["p1"],
                            "assignment_errors": ["p2": "No"],
                        ],
                        [
                            "creative_id": "c2", "action": "failed",
                            "errors": [["code": "CREATIVE_REJECTED", "message": "No"]],
                        ],
                    ],
                ]),
            SampleResult(
                task: "build_creative", versions: Self.all,
                body: [
                    "creative_manifest": Self.manifest, "pricing_option_id": "o", "vendor_cost": 1.5, "currency": "USD",
                    "sandbox": true, "expires_at": "2026-12-31T00:00:00Z",
                ]),
            SampleResult(
                task: "build_creative", versions: Self.all,
                body: ["creative_manifests": [Self.manifest, Self.manifest]]),
            SampleResult(
                task: "build_creative", versions: ["3.1", "3.2"],
                body: [
                    "creatives": [
                        ["variants": [["build_variant_id": "v", "creative_manifest": Self.manifest, "rank": 1]]],
                        ["errors": [["code": "CREATIVE_REJECTED", "message": "No"]]],
                    ]
                ]),
            SampleResult(
                task: "build_creative", versions: ["3.1", "3.2"],
                body: [
                    "mode": "estimate",
                    "estimate": ["currency": "USD", "cost_low": 1, "cost_high": 2, "basis": "fixed"],
                ]),
            SampleResult(
                task: "get_products", versions: Self.all,
                body: [
                    "cache_scope": "account", "wholesale_feed_version": "1", "sandbox": true,
                    "products": [
                        [
                            "product_id": "homepage", "name": "Homepage", "description": "All of it",
                            "delivery_type": "guaranteed", "format_ids": [Self.format],
                            "publisher_properties": [["publisher_domain": "news.example", "selection_type": "all"]],
                            "pricing_options": [
                                [
                                    "pricing_option_id": "cpm", "pricing_model": "cpm", "currency": "USD",
                                    "fixed_price": 5,
                                ]
                            ],
                            "reporting_capabilities": [
                                "available_metrics": ["impressions"], "available_reporting_frequencies": ["daily"],
                                "date_range_support": "date_range", "supports_webhooks": false,
                                "expected_delay_minutes": 60, "timezone": "UTC",
                            ],
                        ]
                    ],
                    "incomplete": [["scope": "pricing", "description": "Later"]],
                ]),
        ]
        + ["buy_products", "accept_proposal"].map { task in
            SampleResult(
                task: task, versions: ["3.2"],
                body: [
                    "media_buy_id": "mb_7", "revision": 1, "media_buy_status": "pending_start", "confirmed_at": .null,
                    "name": "Winter", "accepted_proposal": Self.proposal, "available_actions": [],
                    "purchase_bindings": [["purchase_index": 0, "product_id": "homepage", "package_id": "p1"]],
                ])
        }
}
