import AdCP
import Logging

/// Says that calls were made and how they ended, never what was in them.
struct CallLog: Sendable {
    let logger: Logger

    func record(_ answer: AgentAnswer, to tool: String, of agent: AgentEndpoint, took duration: Duration) {
        self.logger.debug(
            "agent called",
            metadata: [
                "tool": "\(tool)", "transport": "\(agent.transport.rawValue)",
                // Paths and queries of URLs can hold secrets.
                "host": "\((try? OutboundURL(parsing: agent.url))?.host ?? "?")",
                "answer": "\(answer.summary)",
                "milliseconds": "\(Int(duration / .milliseconds(1)))",
            ])
    }
}

extension AgentAnswer {
    fileprivate var summary: String {
        switch self {
        case .tool(let result): result.isError ? "tool error" : "tool result"
        case .protocolError(let code, _, _): "protocol error \(code)"
        case .httpError(let status, _): "HTTP \(status)"
        case .notSent(let reason): "not sent: \(reason)"
        case .lost(let reason): "lost: \(reason)"
        }
    }
}
