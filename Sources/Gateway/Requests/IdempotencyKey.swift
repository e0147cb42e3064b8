import HTTPTypes

/// The caller's own key of a submission (draft-ietf-httpapi-idempotency-key-header): a quoted string, or the bare key, which many clients send.
enum IdempotencyKey {
    static let field = "Idempotency-Key"

    static func read(_ headers: HTTPFields) throws(Problem) -> String? {
        let values = headers[values: .idempotencyKey]
        guard let value = values.first else { return nil }
        guard values.count == 1 else {
            throw .field(self.field, "was sent more than once")
        }
        guard value.hasPrefix("\"") else { return value }
        guard value.count >= 2, value.hasSuffix("\"") else {
            throw .field(self.field, "begins with a quote and does not end with one")
        }
        return HeaderList.unquoted(value)
    }
}
