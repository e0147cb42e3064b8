import HTTPTypes

/// Every way in which a request can be refused. The raw value is the `code` that clients branch on; it never changes.
///
/// 400 means that we could not read the request; 422 that we read it and something in it is not acceptable.
enum ProblemCode: String, Sendable, CaseIterable {
    case malformedRequest = "malformed_request"
    case malformedJSON = "malformed_json"
    case invalidField = "invalid_field"
    case unauthorized
    case notFound = "not_found"
    case unknown
    case methodNotAllowed = "method_not_allowed"
    case requestTimeout = "request_timeout"
    case contentTooLarge = "content_too_large"
    case unsupportedMediaType = "unsupported_media_type"
    case keyReused = "idempotency_key_reused"
    case settled
    case staleGeneration = "stale_generation"
    case inProgress = "in_progress"
    case refused
    case conflict
    case overloaded
    case tooManyRequests = "too_many_requests"
    case unavailable
    case `internal`

    case webhookUnauthenticated = "webhook_unauthenticated"
    case webhookBodyMalformed = "webhook_body_malformed"
    case webhookInProgress = "webhook_in_progress"
    case webhookKeyConflict = "webhook_key_conflict"
    case webhookConflict = "webhook_conflict"

    var status: HTTPResponse.Status {
        switch self {
        case .malformedRequest, .malformedJSON, .webhookBodyMalformed: .badRequest
        case .unauthorized, .webhookUnauthenticated: .unauthorized
        case .notFound, .unknown: .notFound
        case .methodNotAllowed: .methodNotAllowed
        case .requestTimeout: .requestTimeout
        case .settled, .staleGeneration, .inProgress, .refused, .conflict, .webhookKeyConflict, .webhookConflict:
            .conflict
        case .contentTooLarge: .contentTooLarge
        case .unsupportedMediaType: .unsupportedMediaType
        // draft-ietf-httpapi-idempotency-key-header, "Error Handling": another payload under a used key is 422.
        case .invalidField, .keyReused: .unprocessableContent
        case .internal: .internalServerError
        case .tooManyRequests: .tooManyRequests
        case .overloaded, .unavailable, .webhookInProgress: .serviceUnavailable
        }
    }

    var title: String {
        switch self {
        case .malformedRequest: "The request cannot be read"
        case .malformedJSON: "The body is not well-formed JSON"
        case .invalidField: "A field is not acceptable"
        case .unauthorized: "A valid API key is needed"
        case .notFound: "There is nothing at this address"
        case .unknown: "What was named does not exist"
        case .methodNotAllowed: "The method is not allowed here"
        case .requestTimeout: "The request took too long to arrive"
        case .contentTooLarge: "The body is too large"
        case .unsupportedMediaType: "The body is of a type that is not accepted here"
        case .keyReused: "The idempotency key was used for another request"
        case .settled: "The operation has its outcome"
        case .staleGeneration: "The question does not stand any more"
        case .inProgress: "The question has another answer already"
        case .refused: "The operation does not allow this now"
        case .conflict: "Somebody else did the same at the same time"
        case .overloaded: "Too many requests are in progress"
        case .tooManyRequests: "Too many of this sender's requests are in progress"
        case .unavailable: "The service cannot do this at the moment"
        case .internal: "Something went wrong on our side"
        case .webhookUnauthenticated: "The webhook does not prove where it comes from"
        case .webhookBodyMalformed: "The webhook is not a task notification"
        case .webhookInProgress: "The same webhook is being applied"
        case .webhookKeyConflict: "The webhook's key was used for other content"
        case .webhookConflict: "The webhook contradicts what is known"
        }
    }
}
