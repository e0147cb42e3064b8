/// A request brought no reply.
enum RequestFailure: Error, Sendable {
    /// The request itself failed.
    case outbound(OutboundFailure)
    /// It was never sent, for want of a session.
    case handshake(HandshakeFailure)
}
