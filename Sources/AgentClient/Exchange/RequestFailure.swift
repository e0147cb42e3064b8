import AdCP

/// A request brought no reply.
enum RequestFailure: Error, Sendable {
    /// The request itself failed.
    case outbound(OutboundFailure)
    /// It was never sent, for want of what must come before it.
    case preparation(PreparationFailure)
}

extension AgentUnavailable {
    init(_ failure: RequestFailure) {
        switch failure {
        case .outbound(let failure): self.init(reason: failure.reason)
        case .preparation(let failure): self.init(reason: failure.reason, isRefusal: failure.isRefusal)
        }
    }
}
