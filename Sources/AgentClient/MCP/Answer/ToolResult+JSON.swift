import AdCP

extension ToolResult {
    /// Reads the result of `tools/call`; nil if it isn't one, or isn't the last one.
    init?(_ json: JSON) {
        guard json.object != nil, json["resultType"]?.string ?? "complete" == "complete" else { return nil }
        let isError: Bool
        switch json["isError"] {
        case nil, .null?: isError = false
        case .bool(let value)?: isError = value
        // It may be an error or not, so it tells nothing.
        default: return nil
        }
        self.init(
            isError: isError,
            structuredContent: json["structuredContent"].flatMap { $0.isNull ? nil : $0 },
            texts: (json["content"]?.array ?? []).compactMap { item in
                item["type"]?.string == "text" ? item["text"]?.string : nil
            })
    }
}
