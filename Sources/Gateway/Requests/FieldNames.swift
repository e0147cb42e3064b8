import HTTPTypes

extension HTTPField.Name {
    static let idempotencyKey = HTTPField.Name(literal: "Idempotency-Key")
    static let prefer = HTTPField.Name(literal: "Prefer")
    static let preferenceApplied = HTTPField.Name(literal: "Preference-Applied")
    static let requestID = HTTPField.Name(literal: "X-Request-ID")
    static let link = HTTPField.Name(literal: "Link")
    static let matchedBy = HTTPField.Name(literal: "Holdfast-Matched-By")
    static let lastEventID = HTTPField.Name(literal: "Last-Event-ID")

    private init(literal: StaticString) {
        guard let name = HTTPField.Name(literal.description) else {
            preconditionFailure("\(literal) is not a header name")
        }
        self = name
    }
}
