/// A document signed by one key (RFC 7515), in any of its three serialisations, not yet verified.
struct JSONWebSignature {
    /// What names the key and says what is signed.
    let keyID: String
    let type: String?
    let algorithm: SignatureAlgorithm
    let payload: [UInt8]
    private let signature: [UInt8]
    private let signedBytes: [UInt8]

    /// nil for what is none, for several signatures, for other algorithms, and for headers that demand to be understood (`crit`).
    init?(parsing text: String) {
        guard let parts = Self.parts(text), let headerBytes = Base64URL.bytes(parts.header.utf8),
            let header = try? JSON(parsing: headerBytes), header.object != nil, header["crit"] == nil,
            let keyID = header["kid"]?.string, let algorithmName = header["alg"]?.string,
            let algorithm = SignatureAlgorithm.allCases.first(where: { $0.jwkNames.algorithm == algorithmName }),
            let payload = Base64URL.bytes(parts.payload.utf8), let signature = Base64URL.bytes(parts.signature.utf8)
        else { return nil }
        self.keyID = keyID
        self.type = header["typ"]?.string
        self.algorithm = algorithm
        self.payload = payload
        self.signature = signature
        self.signedBytes = Array("\(parts.header).\(parts.payload)".utf8)
    }

    func isValid(_ key: VerificationKey) -> Bool {
        key.isValid(self.signature, of: self.signedBytes)
    }

    private static func parts(_ text: String) -> (header: String, payload: String, signature: String)? {
        let parts = text.trimmingPrefix(while: \.isWhitespace).split(separator: ".", omittingEmptySubsequences: false)
        if parts.count == 3, !text.contains("{") {
            let last = parts[2].prefix { !$0.isWhitespace }
            return (String(parts[0]), String(parts[1]), String(last))
        }
        guard let json = try? JSON(parsing: text), let payload = json["payload"]?.string else { return nil }
        let signed: JSON?
        if let signatures = json["signatures"] {
            signed = signatures.array?.count == 1 ? signatures.array?.first : nil
        } else {
            signed = json
        }
        guard let header = signed?["protected"]?.string, let signature = signed?["signature"]?.string else {
            return nil
        }
        return (header, payload, signature)
    }
}
