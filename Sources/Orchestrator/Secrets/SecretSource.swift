public import Foundation

/// Finds secrets where references say they are: `env:NAME` in the environment, `file:/path` in a file. Nothing else is a reference.
///
/// Files are read anew each time, so that a secret that was replaced is used at once.
public struct SecretSource: Sendable {
    /// Largest secret, in bytes.
    public static let maximumSize = 16_384

    private let environment: [String: String]

    public init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        self.environment = environment
    }

    /// The secret that a reference names, without white space around it.
    public func secret(_ reference: String) throws(SecretError) -> String {
        let text = try self.text(reference)
        guard text.utf8.count <= Self.maximumSize else { throw SecretError(reference, .tooLarge) }
        let secret = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !secret.isEmpty else { throw SecretError(reference, .empty) }
        guard !secret.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            throw SecretError(reference, .notText)
        }
        return secret
    }

    /// The deployment's keys that the secrets of webhooks are derived from, the present one first.
    public func webhookKeys(_ references: [String]) throws(SecretError) -> [[UInt8]] {
        var keys: [[UInt8]] = []
        for reference in references {
            let key = Array(try self.secret(reference).utf8)
            guard key.count >= Self.minimumKeySize else { throw SecretError(reference, .tooShort) }
            keys.append(key)
        }
        return keys
    }

    /// Fewest bytes of a webhook key.
    static let minimumKeySize = 32

    private func text(_ reference: String) throws(SecretError) -> String {
        if reference.hasPrefix("env:") {
            guard let text = self.environment[String(reference.dropFirst("env:".count))] else {
                throw SecretError(reference, .missing)
            }
            return text
        }
        guard reference.hasPrefix("file:/") else { throw SecretError(reference, .notAReference) }
        return try Self.contents(of: String(reference.dropFirst("file:".count)), reference)
    }

    private static func contents(of path: String, _ reference: String) throws(SecretError) -> String {
        guard FileManager.default.fileExists(atPath: path) else { throw SecretError(reference, .missing) }
        let bytes: Data
        do {
            let file = try FileHandle(forReadingFrom: URL(filePath: path))
            defer { try? file.close() }
            bytes = try file.read(upToCount: Self.maximumSize + 1) ?? Data()
        } catch {
            throw SecretError(reference, .unreadable)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw SecretError(reference, .notText) }
        return text
    }
}

/// A secret could not be had. Says where it was looked for, never what was found.
public struct SecretError: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Reason: String, Sendable {
        case notAReference = "is neither env:NAME nor file:/path"
        case missing = "is not there"
        case unreadable = "cannot be read"
        case empty = "is empty"
        case notText = "is not plain text"
        case tooLarge = "is larger than 16 KiB"
        case tooShort = "is shorter than 32 bytes"
        case notAKey = "is no private JWK of Ed25519 or P-256 with a kid, in one line"
        case sameKeyID = "has the kid of another key"
    }

    public let reason: Reason
    private let place: String

    init(_ reference: String, _ reason: Reason) {
        self.reason = reason
        // What is no reference may be the secret itself.
        self.place = reason == .notAReference ? "the reference" : reference
    }

    public var description: String { "\(self.place) \(self.reason.rawValue)" }
}
