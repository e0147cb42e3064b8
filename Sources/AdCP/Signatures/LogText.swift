/// A sender's own text, a key's identifier or a nonce, as a log may hold it (AdCP, verifier checklist for webhooks,
/// 14b).
///
/// It ends before the first character that does not show, with `<sanitized:N>`, and after at most 32 bytes, with `<...N
/// more>`; N is the bytes that were cut off.
public struct LogText: Sendable, Equatable, CustomStringConvertible {
    public let description: String

    public static let maximumLength = 32

    public init(_ text: String) {
        var kept = String.UnicodeScalarView()
        var length = 0
        for scalar in text.unicodeScalars {
            let rest = text.utf8.count - length
            guard !Self.isHidden(scalar) else {
                self.description = "\(String(kept))<sanitized:\(rest)>"
                return
            }
            guard length + UTF8.width(scalar) <= Self.maximumLength else {
                self.description = "\(String(kept))<...\(rest) more>"
                return
            }
            kept.append(scalar)
            length += UTF8.width(scalar)
        }
        self.description = String(kept)
    }

    /// Controls, and what changes direction, breaks lines or has no width.
    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x00...0x1F, 0x7F...0x9F: true
        case 0x200B...0x200F, 0x2028...0x2029, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF: true
        default: false
        }
    }
}
