import Foundation

/// RFC 3339 in UTC with milliseconds, the one way this seller writes times.
enum Timestamp {
    private static let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)

    static func text(_ date: Date) -> String {
        self.style.format(date)
    }

    static func date(_ text: String) -> Date? {
        try? self.style.parse(text)
    }
}

extension Timestamp {
    /// Takes times of buyers, who may leave the fraction out.
    static func lenientDate(_ text: String) -> Date? {
        self.date(text) ?? (try? Date.ISO8601FormatStyle().parse(text))
    }
}
