import AdCP

/// An agent that answers by script and remembers what it was asked. Knows its own mind, not HTTP.
actor ScriptedAgent: AgentCaller {
    struct Call: Sendable {
        let tool: String
        let arguments: String
        let endpoint: AgentEndpoint
        /// Of an answer: what it answers, and the message that it is.
        var continuation: A2AContinuation?
        var messageID: String?

        var json: JSON { (try? JSON(parsing: self.arguments)) ?? .null }
    }

    typealias Answerer = @Sendable (Call) async -> AgentAnswer

    private var tools: [String]
    private var script: [String: [Answerer]] = [:]
    private(set) var calls: [Call] = []
    /// Every call as it comes in. For one reader.
    nonisolated let arrivals: AsyncStream<Call>
    private let arrival: AsyncStream<Call>.Continuation

    init(tools: [String] = ["get_adcp_capabilities", "create_media_buy", "get_media_buys", "get_task_status"]) {
        self.tools = tools
        (self.arrivals, self.arrival) = AsyncStream.makeStream()
        self.script["get_adcp_capabilities"] = [{ _ in .capabilities() }]
    }

    /// Answers to calls of a tool, one after another; the last serves all further ones.
    func on(_ tool: String, _ answerers: Answerer...) {
        self.script[tool] = answerers
    }

    func calls(of tool: String) -> [Call] {
        self.calls.filter { $0.tool == tool }
    }

    /// Name under which answers to what a task asked are scripted and counted.
    static let resumption = "an answer"

    func call(_ tool: String, arguments: String, of agent: AgentEndpoint, timeout: Duration) async -> AgentAnswer {
        await self.answer(Call(tool: tool, arguments: arguments, endpoint: agent))
    }

    func resume(
        _ tool: String, arguments: String, at continuation: A2AContinuation, messageID: String,
        of agent: AgentEndpoint, timeout: Duration
    ) async -> AgentAnswer {
        await self.answer(
            Call(
                tool: Self.resumption, arguments: arguments, endpoint: agent, continuation: continuation,
                messageID: messageID))
    }

    private func answer(_ call: Call) async -> AgentAnswer {
        let tool = call.tool
        self.calls.append(call)
        self.arrival.yield(call)
        guard var answerers = self.script[tool], let answerer = answerers.first else {
            return .tool(ToolResult(isError: true, structuredContent: nil, texts: ["Unknown tool: \(tool)"]))
        }
        if answerers.count > 1 {
            answerers.removeFirst()
            self.script[tool] = answerers
        }
        return await answerer(call)
    }

    func tools(of agent: AgentEndpoint, timeout: Duration) async throws(AgentUnavailable) -> [String] {
        self.tools
    }
}

extension AgentAnswer {
    static func body(_ body: JSON) -> AgentAnswer {
        .tool(ToolResult(isError: false, structuredContent: body, texts: []))
    }

    static func error(_ code: String, recovery: String, retryAfter: Int? = nil, details: JSON = [:]) -> AgentAnswer {
        var error: JSONObject = [
            "code": .string(code), "message": "no", "recovery": .string(recovery), "details": details,
        ]
        if let retryAfter { error["retry_after"] = JSON(retryAfter) }
        return .tool(ToolResult(isError: true, structuredContent: ["adcp_error": .object(error)], texts: []))
    }

    static func capabilities(versions: [String] = ["3.0", "3.1"], replaySeconds: Int? = 86_400) -> AgentAnswer {
        var idempotency: JSONObject = ["supported": .bool(replaySeconds != nil)]
        if let replaySeconds { idempotency["replay_ttl_seconds"] = JSON(replaySeconds) }
        return .body([
            "status": "completed", "supported_protocols": ["media_buy"],
            "adcp": [
                "major_versions": [3], "supported_versions": .array(versions.map(JSON.string)),
                "idempotency": .object(idempotency),
            ],
        ])
    }

    static let bought = AgentAnswer.body([
        "status": "completed", "media_buy_id": "mb_1", "media_buy_status": "active",
        "confirmed_at": "2026-11-25T12:00:00Z",
        "revision": 1, "packages": [],
    ])

    static func submitted(_ task: String) -> AgentAnswer {
        .body(["status": "submitted", "task_id": .string(task), "message": "Waiting for a person"])
    }

    static func polled(_ task: String, _ status: String, result: JSON? = nil) -> AgentAnswer {
        var body: JSONObject = [
            "task_id": .string(task), "task_type": "create_media_buy", "protocol": "media-buy",
            "status": .string(status),
            "created_at": "2026-11-25T12:00:00Z", "updated_at": "2026-11-25T12:00:01Z",
        ]
        if let result { body["result"] = result }
        return .body(.object(body))
    }
}
