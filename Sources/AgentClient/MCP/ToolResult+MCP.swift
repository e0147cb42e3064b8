import AdCP

extension ToolResult {
    /// Reads the result of `tools/call`.
    ///
    /// - Throws: if it isn't one, or isn't the last one.
    init(mcp json: JSON) throws(UnusableAnswer) {
        guard json.object != nil, json["resultType"]?.string ?? "complete" == "complete" else { throw .notATool }
        let isError: Bool
        switch json["isError"] {
        case nil, .null?: isError = false
        case .bool(let value)?: isError = value
        // It may be an error or not, so it tells nothing.
        default: throw .notATool
        }
        self.init(
            isError: isError,
            structuredContent: json["structuredContent"].flatMap { $0.isNull ? nil : $0 },
            texts: (json["content"]?.array ?? []).compactMap { item in
                item["type"]?.string == "text" ? item["text"]?.string : nil
            })
    }
}

extension UnusableAnswer {
    fileprivate static let notATool = UnusableAnswer(reason: "the answer is not the result of a tool")
}
