/// Results of the tasks that bring and make creatives (`creative/sync-creatives-response.json`, `media-buy/build-creative-response.json`).
enum CreativeShapes {
    private static func status(_ generation: Payloads.Generation) -> Shape {
        let words: Set = ["processing", "pending_review", "approved", "rejected", "archived"]
        return .word(generation == .v3_0 ? words : words.union(["suspended"]))
    }

    private static let error: Shape = .object(["code": .text(atLeast: 1), "message": .text()])

    static func synced(_ generation: Payloads.Generation) -> Shape {
        let creative: Shape = .object(
            [
                "creative_id": .text(), "action": .word(["created", "updated", "unchanged", "failed", "deleted"]),
            ],
            optional: [
                "status": Self.status(generation), "platform_id": .text(), "changes": .list(of: .text()),
                "errors": .list(of: Self.error), "warnings": .list(of: .text()), "preview_url": .text(),
                "expires_at": .text(),
                "assigned_to": .list(of: .text()), "assignment_errors": .object(),
            ],
            rules: [
                // What was not taken, or is gone, has no approval.
                Shape.Rule(member: "status") { creative in
                    creative["status"]?.orNil == nil || !["failed", "deleted"].contains(creative["action"]?.string)
                }
            ])
        return .object(["creatives": .list(of: creative)], optional: ["dry_run": .flag, "sandbox": .flag])
    }

    static func built(_ generation: Payloads.Generation) -> Shape {
        let manifest = Self.manifest(generation)
        let more: [String: Shape] = [
            "pricing_option_id": .text(), "vendor_cost": .number(atLeast: 0), "currency": .text(),
            "expires_at": .text(),
            "sandbox": .flag,
        ]
        let single: Shape = .object(["creative_manifest": manifest], optional: more)
        let several: Shape = .object(["creative_manifests": .list(of: manifest, atLeast: 1)], optional: more)
        guard generation != .v3_0 else { return .either([single, several]) }
        let variant: Shape = .object(
            ["build_variant_id": .text(), "creative_manifest": manifest],
            optional: [
                "recommended": .flag, "rank": .whole(atLeast: 1), "vendor_cost": .number(atLeast: 0),
                "currency": .text(),
            ])
        let creative: Shape = .either([
            .object(["variants": .list(of: variant, atLeast: 1)]),
            .object(["errors": .list(of: Self.error, atLeast: 1)]),
        ])
        let estimate: Shape = .object([
            "currency": .text(), "cost_low": .number(atLeast: 0), "cost_high": .number(atLeast: 0),
            "basis": .word(["fixed", "estimated_units", "cpm_deferred"]),
        ])
        return .either([
            single, several, .object(["creatives": .list(of: creative, atLeast: 1)], optional: more),
            .object(["mode": .word(["estimate"]), "estimate": estimate]),
        ])
    }

    private static func manifest(_ generation: Payloads.Generation) -> Shape {
        let format: Shape = .object(["agent_url": .text(), "id": .text(atLeast: 1)])
        guard generation != .v3_0 else { return .object(["format_id": format, "assets": .object()]) }
        return .either([
            .object(["format_id": format, "assets": .object()]),
            .object(["format_kind": .text(atLeast: 1), "assets": .object()]),
        ])
    }
}
