import AdCP

/// What an answer is, without what differs from run to run.
enum Kind: Equatable {
    case tool(isError: Bool, JSON?)
    case protocolError(Int)
    case httpError(Int, retryAfter: Int?)
    case notSent
    case lost

    static let completed = Kind.tool(isError: false, ["status": "completed"])
}

extension AgentAnswer {
    var kind: Kind {
        switch self {
        case .tool(let result): .tool(isError: result.isError, result.structuredContent)
        case .protocolError(let code, _, _): .protocolError(code)
        case .httpError(let status, let seconds): .httpError(status, retryAfter: seconds)
        case .notSent: .notSent
        case .lost: .lost
        }
    }

    /// Ours, where there is one.
    var reason: String? {
        switch self {
        case .notSent(let reason), .lost(let reason): reason
        case .tool, .protocolError, .httpError: nil
        }
    }
}
