/// A webhook's body is not one that AdCP allows: HTTP 400. It names the member and never quotes the body.
public enum WebhookPayloadError: Error, Sendable, Equatable, CustomStringConvertible {
    case malformed(JSONError)
    case notAnObject
    /// The path of the member, such as `result.reporting_period.start`.
    case missing(String)
    case invalid(String)

    /// Code for the answer and the log.
    public var code: String {
        switch self {
        case .malformed: "webhook_body_malformed"
        case .notAnObject, .missing, .invalid: "webhook_payload_invalid"
        }
    }

    public var description: String {
        switch self {
        case .malformed(let error): error.description
        case .notAnObject: "the payload is not an object"
        case .missing(let member): "\(member) is missing"
        case .invalid(let member): "\(member) is invalid"
        }
    }

    /// What of the body a log may hold besides the reason (C §6.4, 14b): the names that were given twice, at most four and each made
    /// safe. For the log alone, and never for the answer.
    public var logMetadata: [String: String] {
        guard case .malformed(let error) = self, !error.duplicateNames.isEmpty else { return [:] }
        return ["duplicate_names": error.duplicateNames.map(\.description).joined(separator: ", ")]
    }
}
