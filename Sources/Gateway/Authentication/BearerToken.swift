import HTTPTypes

/// The token of `Authorization: Bearer` (RFC 6750, section 2.1).
enum BearerToken {
    /// The token; nil where there is none, or more than one header.
    static func read(_ headers: HTTPFields) -> String? {
        let values = headers[values: .authorization]
        guard values.count == 1 else { return nil }
        let parts = values[0].split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return String(parts[1])
    }
}
