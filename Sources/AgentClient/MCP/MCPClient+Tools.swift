public import AdCP

extension MCPClient {
    /// Pages of a tool list, and names on them, that we are willing to read.
    private static let mostPages = 50
    private static let mostTools = 5000
    /// Longer than MCP lets a name be; what is longer still is no tool that we could want.
    private static let longestName = 256

    public func tools(of agent: AgentEndpoint, timeout: Duration) async throws(AgentUnavailable) -> [String] {
        let outOfTime = AgentUnavailable(reason: "the agent did not list its tools in time")
        return try await withDeadline(.now + timeout, fallback: .failure(outOfTime)) {
            await self.allTools(of: agent)
        }.get()
    }

    private func allTools(of agent: AgentEndpoint) async -> Result<[String], AgentUnavailable> {
        var names: [String] = []
        var cursor: String?
        for _ in 0..<Self.mostPages {
            switch await self.request(.listTools(cursor: cursor, id: self.nextID()), of: agent) {
            case .failure(let failure):
                return .failure(AgentUnavailable(failure))
            case .success(let reply):
                guard case .result(let page) = reply.content, let tools = page["tools"]?.array else {
                    return .failure(AgentUnavailable(reply))
                }
                names += tools.compactMap { $0["name"]?.string }.filter { $0.utf8.count <= Self.longestName }
                guard names.count <= Self.mostTools else { return .failure(.tooManyTools) }
                cursor = page["nextCursor"]?.string
                if cursor == nil { return .success(names) }
            }
        }
        return .failure(.tooManyTools)
    }
}

extension AgentUnavailable {
    fileprivate static let tooManyTools = AgentUnavailable(
        reason: "the agent's list of tools has no end", isRefusal: true)

    fileprivate init(_ reply: Reply) {
        switch reply.content {
        case .result: self.init(reason: "the agent's list of tools is malformed", isRefusal: true)
        case .error(let error):
            self.init(reason: "the agent refused to list its tools (\(error.code))", isRefusal: true)
        case .none(let reason): self.init(reason: reason, isRefusal: reply.isRefusal)
        }
    }
}
