import AdCP

/// `build_creative`: gives the manifest back as if it had been made.
enum BuildCreative {
    static let tool = Tool(
        name: "build_creative", purpose: "Makes a creative from a manifest or a message.",
        members: [
            "message": ["type": "string"], "creative_manifest": ["type": "object"],
            "target_format_id": ["type": "object"],
        ],
        required: [],
        work: .mutation { order, _ throws(AdCPError) in
            let given = order.arguments["creative_manifest"]
            guard given?.object != nil || order.arguments["message"]?.string != nil else {
                throw .missing("creative_manifest")
            }
            let target = order.arguments["target_format_id"].map { ["format_id": $0] as JSON }
            let manifest = (["assets": given?["assets"] ?? [:]] as JSONObject)
                .merging(ImageFormat.ofCreative(target ?? given, order.version))
            return Performed(
                body: ["creative_manifest": .object(manifest)],
                effects: [
                    Entry(.creativeBuilt, at: order.at, order.trace.merging(["creative_manifest": .object(manifest)]))
                ])
        })
}
