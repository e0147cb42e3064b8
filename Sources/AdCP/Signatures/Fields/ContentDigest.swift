import Crypto
import Foundation

/// The field `Content-Digest` (RFC 9530 §2). Only its SHA-256 counts.
struct ContentDigest {
    static let name = "content-digest"

    /// What the sender says the body's digest is; nil if it names other algorithms alone.
    private let sha256: [UInt8]?

    /// AdCP's text on webhooks has the digest in base64url, its vectors and its own senders in padded standard base64: either is
    /// read, but where the profile keeps to RFC 8941.
    init(_ line: String, _ encoding: SignatureProfile.Encoding) throws(MalformedField) {
        let field = try DictionaryField([line])
        var digests: [String: [UInt8]] = [:]
        for member in field.members {
            let token = try ByteSequence(member.text).token
            let read =
                encoding == .url ? Base64URL.bytes(eitherAlphabet: token) : Base64URL.bytes(paddedStandard: token)
            guard let bytes = read else { throw MalformedField() }
            digests[member.key] = bytes
        }
        self.sha256 = digests["sha-256"]
    }

    func matches(_ body: [UInt8]) -> Bool {
        self.sha256.map { SHA256.hash(data: body) == $0 } ?? false
    }

    /// The field's value for a body.
    static func text(_ body: [UInt8], _ encoding: SignatureProfile.Encoding) -> String {
        let digest = SHA256.hash(data: body)
        return "sha-256=:\(encoding == .url ? Base64URL.text(digest) : Base64URL.standardText(digest)):"
    }
}
