import Foundation

extension Timestamp {
    /// Unix time of an RFC 3339 text, in whole seconds; nil for anything else.
    static func seconds(_ text: String) -> Int64? {
        guard let text = Self.rfc3339(text)?.uppercased() else { return nil }
        let whole = text.replacing(/\.[0-9]+/, with: "")
        guard let date = try? Date(whole, strategy: .iso8601) else { return nil }
        return Int64(date.timeIntervalSince1970)
    }
}
