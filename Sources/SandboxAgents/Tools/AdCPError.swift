import AdCP

/// A call failed in the terms of AdCP.
struct AdCPError: Error, Sendable {
    enum Recovery: String, Sendable {
        case transient, correctable, terminal
    }

    let code: String
    let message: String
    let recovery: Recovery
    var field: String?
    var suggestion: String?
    var retryAfter: Int?
    var details: JSON?

    init(
        _ code: String, _ message: String, _ recovery: Recovery, field: String? = nil,
        suggestion: String? = nil, retryAfter: Int? = nil, details: JSON? = nil
    ) {
        self.code = code
        self.message = message
        self.recovery = recovery
        self.field = field
        self.suggestion = suggestion
        self.retryAfter = retryAfter
        self.details = details
    }

    var json: JSON {
        .object(
            JSONObject(present: [
                "code": .string(self.code), "message": .string(self.message),
                "recovery": .string(self.recovery.rawValue), "field": .text(self.field),
                "issues": self.field.map {
                    [["pointer": .string(Self.pointer($0)), "message": .string(self.message)]]
                },
                "suggestion": .text(self.suggestion),
                "retry_after": self.retryAfter.map { JSON($0) }, "details": self.details,
            ]))
    }

    /// The JSON pointer (RFC 6901) of a field: `packages[0].budget` is `/packages/0/budget`.
    private static func pointer(_ field: String) -> String {
        "/" + field.replacing("[", with: "/").replacing("]", with: "").replacing(".", with: "/")
    }
}

extension AdCPError {
    static func missing(_ field: String) -> AdCPError {
        AdCPError("VALIDATION_ERROR", "\(field) is required", .correctable, field: field, suggestion: "Send \(field).")
    }

    static func invalid(_ field: String, _ reason: String) -> AdCPError {
        AdCPError("VALIDATION_ERROR", "\(field) \(reason)", .correctable, field: field)
    }

    static func unsupportedVersion(_ supported: [Version], _ reason: String) -> AdCPError {
        AdCPError(
            "VERSION_UNSUPPORTED", reason, .correctable, field: "adcp_version",
            details: ["supported_versions": .array(supported.map { .string($0.text) })])
    }

    static func notApproved(_ reason: String) -> AdCPError {
        AdCPError("GOVERNANCE_DENIED", reason, .correctable, field: "governance_context")
    }

    static let noSuchTask = AdCPError(
        "REFERENCE_NOT_FOUND", "no such task for this account", .terminal, field: "task_id")

    static let idempotencyConflict = AdCPError(
        "IDEMPOTENCY_CONFLICT", "this idempotency_key came with another request before", .correctable,
        field: "idempotency_key")

    static let idempotencyInFlight = AdCPError(
        "IDEMPOTENCY_IN_FLIGHT", "a request with this idempotency_key is being worked on", .transient, retryAfter: 1)

    /// What the sandbox's publisher says when a behaviour makes it decline.
    static let declined = AdCPError("POLICY_VIOLATION", "the sandbox publisher declined this request", .terminal)
}
