/// A request brought no answer. The reason is in our words and free of secrets.
public struct OutboundFailure: Error, Sendable, Equatable, CustomStringConvertible {
    public let reason: String
    /// The request may have reached the other side; false only if it is certain that nothing did that could be acted on.
    public let mayHaveArrived: Bool

    static func notSent(_ reason: String) -> OutboundFailure {
        OutboundFailure(reason: reason, mayHaveArrived: false)
    }

    static func lost(_ reason: String) -> OutboundFailure {
        OutboundFailure(reason: reason, mayHaveArrived: true)
    }

    public var description: String { self.reason }
}
