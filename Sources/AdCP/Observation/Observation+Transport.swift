extension Observation {
    /// An answer of HTTP alone, to a call.
    ///
    /// Only where the status says that the request was not acted on is it certain that nothing happened.
    static func http(_ status: Int, retryAfterSeconds: Int?) -> Observation {
        var observation =
            switch status {
            case 401:
                Observation(
                    .retry, reason: "The agent refused our credentials (HTTP 401).",
                    errorCode: ErrorCode.authInvalid.rawValue)
            case 403:
                Observation(
                    .retry, reason: "The agent denied access (HTTP 403).",
                    errorCode: ErrorCode.permissionDenied.rawValue)
            case 429:
                Observation(
                    .retry, reason: "The agent asked us to slow down (HTTP 429).",
                    errorCode: ErrorCode.rateLimited.rawValue)
            case 408, 499: Observation(.outcomeUnknown, reason: "The request was cut off (HTTP \(status)).")
            case 300..<500, 503: Observation(.retry, reason: "The agent did not take the request (HTTP \(status)).")
            default: Observation(.outcomeUnknown, reason: "The agent failed to answer (HTTP \(status)).")
            }
        observation.retryAfterSeconds = retryAfterSeconds.flatMap { RetryAfter.seconds(Double($0)) }
        return observation
    }

    /// A JSON-RPC error to a call. The codes that AdCP reserves say nothing without an AdCP error beside them.
    static func protocolError(_ code: Int, _ message: String, _ data: JSON?, body: TaskBody) -> Observation {
        if let error = AdCPError(data?["adcp_error"]) { return .refused(error, by: body) }
        let reason = CounterpartyText.shown(message) ?? "The agent answered with JSON-RPC error \(code)."
        switch code {
        case -32601:
            return .refused(AdCPError(.unsupportedFeature, reason), by: body)
        case -32602 where UnknownTool.isMeant(by: message, tool: body.task):
            return .refused(AdCPError(.unsupportedFeature, reason), by: body)
        case -32602 where message != uninitializedSession:
            return .refused(AdCPError(.invalidRequest, reason), by: body)
        case -32600, -32602, -32700:
            // Refused before any tool saw it, and not for what it asks.
            return Observation(.retry, reason: reason)
        default:
            return Observation(.outcomeUnknown, reason: reason)
        }
    }
}

/// What MCP's Python server says, with the code for bad arguments, to a request that overtook the handshake.
private let uninitializedSession = "Invalid request parameters"

/// How servers say that they have no tool of a name; neither MCP nor A2A gives them a code for it.
enum UnknownTool {
    static func isMeant(by text: String, tool: String) -> Bool {
        guard text.utf8.count <= 512 else { return false }
        var said = text[...]
        for prefix in ["MCP error -32602: ", "MCP error -32601: "] where said.hasPrefix(prefix) {
            said.removeFirst(prefix.count)
        }
        return [
            "Unknown tool: \(tool)", "Unknown tool: '\(tool)'", "Tool \(tool) not found", "Tool '\(tool)' not found",
            "Unknown skill: \(tool)", "Unknown skill: '\(tool)'",
        ]
        .contains { $0 == said }
    }
}
