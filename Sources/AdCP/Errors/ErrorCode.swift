/// An AdCP error code. The set is open: sellers may send their own, and an unknown code is no error in itself.
public struct ErrorCode: RawRepresentable, Hashable, Sendable {
    public let rawValue: String

    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// How AdCP classes a standard code; nil for any other. No standard code changed its class between 3.0 and 3.2.
    public var standardRecovery: Recovery? {
        Self.standard[self.rawValue]
    }
}

/// The codes that we act on by name, beyond their class.
extension ErrorCode {
    public static let rateLimited = ErrorCode(rawValue: "RATE_LIMITED")
    /// The resource changed meanwhile: the request must be built anew.
    public static let conflict = ErrorCode(rawValue: "CONFLICT")
    public static let invalidRequest = ErrorCode(rawValue: "INVALID_REQUEST")
    public static let unsupportedFeature = ErrorCode(rawValue: "UNSUPPORTED_FEATURE")
    /// The agent does not serve the pinned release; `AdCPError.supportedVersions` may say which it does.
    public static let versionUnsupported = ErrorCode(rawValue: "VERSION_UNSUPPORTED")
    public static let referenceNotFound = ErrorCode(rawValue: "REFERENCE_NOT_FOUND")

    public static let authRequired = ErrorCode(rawValue: "AUTH_REQUIRED")
    public static let authMissing = ErrorCode(rawValue: "AUTH_MISSING")
    public static let authInvalid = ErrorCode(rawValue: "AUTH_INVALID")
    public static let permissionDenied = ErrorCode(rawValue: "PERMISSION_DENIED")
    /// Governance does not want it, or the seller does not take the approval that came with it.
    public static let governanceDenied = ErrorCode(rawValue: "GOVERNANCE_DENIED")

    /// The seller works on an earlier request with the key.
    public static let idempotencyInFlight = ErrorCode(rawValue: "IDEMPOTENCY_IN_FLIGHT")
    /// The seller knows the key with other bytes.
    public static let idempotencyConflict = ErrorCode(rawValue: "IDEMPOTENCY_CONFLICT")
    /// The seller no longer knows what came of the key.
    public static let idempotencyExpired = ErrorCode(rawValue: "IDEMPOTENCY_EXPIRED")
    /// The request was carried out, and what it made is gone. It must not be sent again.
    public static let committedResourcePurged = ErrorCode(rawValue: "COMMITTED_RESOURCE_PURGED")
}

/// Codes of our own, where an answer is at odds with the protocol and no AdCP code says so.
extension ErrorCode {
    /// The answer speaks of another task than we asked for.
    public static let correlationMismatch = ErrorCode(rawValue: "CORRELATION_MISMATCH")
    /// The answer contradicts itself.
    public static let contradictoryAnswer = ErrorCode(rawValue: "CONTRADICTORY_ANSWER")
    /// The answer lacks a member that it must have.
    public static let incompleteAnswer = ErrorCode(rawValue: "INCOMPLETE_ANSWER")
    /// The result is none of its task's. The database keeps what comes with this code.
    public static let invalidResult = ErrorCode(rawValue: "INVALID_RESULT")
}
