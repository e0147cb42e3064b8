import AdCP

extension AgentAnswer {
    /// A tool's answer with structured content.
    static func body(_ body: JSON, isError: Bool = false, texts: [String] = []) -> AgentAnswer {
        .tool(ToolResult(isError: isError, structuredContent: body, texts: texts))
    }

    /// A tool's answer in texts alone.
    static func texts(_ texts: String..., isError: Bool = false) -> AgentAnswer {
        .tool(ToolResult(isError: isError, structuredContent: nil, texts: texts))
    }

    /// The usual form of an AdCP error over MCP.
    static func error(_ code: String, recovery: String? = nil, retryAfter: Int? = nil) -> AgentAnswer {
        .body(
            ["status": "failed", "adcp_error": .error(code, recovery: recovery, retryAfter: retryAfter)], isError: true)
    }
}

extension JSON {
    static func error(_ code: String, recovery: String? = nil, retryAfter: Int? = nil) -> JSON {
        var error: JSONObject = ["code": .string(code), "message": "Something is wrong"]
        error["recovery"] = recovery.map { .string($0) }
        error["retry_after"] = retryAfter.map { JSON($0) }
        return .object(error)
    }

    /// The same object with some members replaced.
    func with(_ members: JSONObject) -> JSON {
        var object = self.object ?? [:]
        for (name, value) in members { object[name] = value }
        return .object(object)
    }

    /// The same object without some members.
    func without(_ names: String...) -> JSON {
        var object = self.object ?? [:]
        for name in names { object[name] = nil }
        return .object(object)
    }
}
