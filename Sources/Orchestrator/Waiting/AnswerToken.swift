import Crypto

/// What allows one answer to one question (AdCP async identity and convergence, I-33): 256 random bits. Shown once, never logged and never in
/// an address; the database keeps its hash.
public struct AnswerToken: Sendable, CustomStringConvertible {
    /// The token as callers send it. A secret.
    public let text: String

    public static func make() -> AnswerToken {
        AnswerToken(
            text: SymmetricKey(size: .bits256).withUnsafeBytes { bytes in
                bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            })
    }

    private init(text: String) {
        self.text = text
    }

    public var hash: [UInt8] { Self.hash(self.text) }

    /// SHA-256 of a token as somebody sent it.
    public static func hash(_ text: String) -> [UInt8] {
        Array(SHA256.hash(data: Array(text.utf8)))
    }

    public var description: String { "a token for one answer" }
}
