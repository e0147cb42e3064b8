extension ToolResult {
    /// The task's body in a successful answer: structured content, else the first text that is a JSON object.
    ///
    /// An object with nothing but `adcp_error` is no body (AdCP, MCP response extraction).
    var body: JSONObject? {
        guard !self.isError else { return nil }
        return self.objects.first { $0.keys != ["adcp_error"] }
    }

    /// The object that an answer brought, be it an error or not.
    var anyObject: JSONObject? {
        self.objects.first { _ in true }
    }

    /// The fatal AdCP error of an answer that its transport calls an error: `adcp_error` in the structured content, then in the texts,
    /// then the first of `errors[]` (AdCP, transport errors, detection order).
    public var error: AdCPError? {
        guard self.isError else { return nil }
        let fatal = self.objects.lazy.compactMap { AdCPError($0["adcp_error"]) }.first
        return fatal ?? self.objects.lazy.compactMap { AdCPError($0["errors"]?.array?.first) }.first
    }

    /// Objects in the answer, those that take precedence first. Texts are parsed only when they are looked at.
    private var objects: some Sequence<JSONObject> {
        let structured = [self.structuredContent?.object].compactMap(\.self)
        let bodies = self.bodyMayBeText ? self.texts : []
        let texts = bodies.lazy.compactMap { text in (try? JSON(parsing: text))?.object }
        return [AnySequence(structured), AnySequence(texts)].lazy.joined()
    }
}

extension AgentAnswer {
    /// The AdCP error in an answer that is an error; nil for a success, and for errors that are not AdCP's.
    ///
    /// JSON-RPC codes that AdCP reserves count only together with such an error.
    public var error: AdCPError? {
        switch self {
        case .tool(let result): result.error
        case .protocolError(_, _, let data): AdCPError(data?["adcp_error"])
        case .httpError, .notSent, .lost: nil
        }
    }
}
