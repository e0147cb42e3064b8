import AdCP

/// The one creative format of this seller, in the words of each release: 3.0 named formats by agent and id, later releases by kind.
enum ImageFormat {
    private static let id: JSON = ["agent_url": "https://sandbox.example/mcp", "id": "image_300x250"]

    static func ofProduct(_ version: Version) -> JSONObject {
        if version < Version(3, 1) { return ["format_ids": [Self.id]] }
        return [
            "format_options": [
                [
                    "format_option_id": "image_300x250", "format_kind": "image",
                    "params": ["sizes": [["width": 300, "height": 250]]],
                ]
            ]
        ]
    }

    /// The members that say a creative's format: what the buyer said, or this one.
    ///
    /// - Parameter said: an object that may have `format_id` or `format_kind`.
    static func ofCreative(_ said: JSON?, _ version: Version) -> JSONObject {
        if let id = said?["format_id"] { return ["format_id": id] }
        if version < Version(3, 1) { return ["format_id": Self.id] }
        return ["format_kind": said?["format_kind"] ?? "image"]
    }
}
