import Crypto
import Foundation

/// The field `Content-Digest` (RFC 9530 §2). Only its SHA-256 counts.
struct ContentDigest {
    /// What the sender says the body's digest is; nil if it names other algorithms alone.
    private let sha256: [UInt8]?

    /// AdCP's text has the digest in base64url, its vectors and its own senders in padded standard base64: either is
    /// read.
    init(_ line: String) throws(MalformedField) {
        let field = try DictionaryField([line])
        var digests: [String: [UInt8]] = [:]
        for member in field.members {
            guard let bytes = Base64URL.bytes(eitherAlphabet: try ByteSequence(member.text).token) else {
                throw MalformedField()
            }
            digests[member.key] = bytes
        }
        self.sha256 = digests["sha-256"]
    }

    func matches(_ body: [UInt8]) -> Bool {
        self.sha256.map { SHA256.hash(data: body) == $0 } ?? false
    }

    /// The field's value for a body, as AdCP's senders write it.
    static func text(_ body: [UInt8]) -> String {
        "sha-256=:\(Data(SHA256.hash(data: body)).base64EncodedString()):"
    }
}
