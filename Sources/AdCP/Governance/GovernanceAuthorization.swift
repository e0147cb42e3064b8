/// What an approval allows (AdCP, `adcp/governance-authorization/v1`). The signature, the audience and the time are its carrier's to check.
public struct GovernanceAuthorization: Sendable {
    /// AdCP task that may be called.
    public let task: String
    /// `GovernedPayload.hash` of the request that may be sent.
    public let payloadHash: String
    /// No commitment may be higher.
    public let ceiling: Commitment
    /// Every claim that must be understood is marked so.
    public let hasAllCriticalMarkers: Bool

    /// An amount of money.
    public struct Commitment: Sendable, Equatable {
        public let amount: Double
        /// ISO 4217.
        public let currency: String

        public init(amount: Double, currency: String) {
            self.amount = amount
            self.currency = currency
        }
    }

    /// Why a request is not allowed.
    public enum Refusal: String, Sendable {
        case incomplete = "the approval leaves something unmarked that must be understood"
        case anotherTask = "the approval is for another task"
        case anotherRequest = "the request is not the one that was approved"
        case anotherCurrency = "the approval is in another currency"
        case tooMuch = "the request commits more than was approved"
    }

    public init(task: String, payloadHash: String, ceiling: Commitment, hasAllCriticalMarkers: Bool = true) {
        self.task = task
        self.payloadHash = payloadHash
        self.ceiling = ceiling
        self.hasAllCriticalMarkers = hasAllCriticalMarkers
    }

    /// Why a request may not be carried out under this approval; nil when it may.
    ///
    /// - Parameter commitment: what it commits; of a change, what it commits more than before.
    public func refusal(of task: String, payloadHash: String, commitment: Commitment) -> Refusal? {
        if !self.hasAllCriticalMarkers { return .incomplete }
        if task != self.task { return .anotherTask }
        if payloadHash != self.payloadHash { return .anotherRequest }
        if commitment.currency != self.ceiling.currency { return .anotherCurrency }
        return commitment.amount > self.ceiling.amount ? .tooMuch : nil
    }
}
