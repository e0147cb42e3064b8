import Crypto

/// AdCP's older way: HMAC-SHA256 with a shared secret over the timestamp header, a full stop, and the body's bytes.
public struct HMACSignature: WebhookProof {
    /// Any of these may have signed: the present secret, and the previous one while it is being replaced.
    private let secrets: [WebhookSecret]

    /// How far the sender's clock may be from ours, in seconds.
    public static let window: Int64 = 300
    public static let signatureHeader = "X-ADCP-Signature"
    public static let timestampHeader = "X-ADCP-Timestamp"

    public init(_ secrets: [WebhookSecret]) {
        self.secrets = secrets
    }

    public func verify(_ request: WebhookRequest, at now: Int64) throws(WebhookProofError) {
        let signatures = request.values(Self.signatureHeader.lowercased())
        let timestamps = request.values(Self.timestampHeader.lowercased())
        guard let signature = signatures.first, !signature.isEmpty else {
            let otherWays = request.values("signature-input") + request.values("authorization")
            throw otherWays.isEmpty ? .signatureMissing : .modeMismatch
        }
        guard let timestamp = timestamps.first, !timestamp.isEmpty else { throw .timestampMissing }
        guard signatures.count == 1, timestamps.count == 1 else { throw .headerRepeated }
        guard let signedAt = Self.seconds(timestamp) else { throw .timestampNotNumeric }
        guard now - Self.window...now + Self.window ~= signedAt else { throw .timestampOutsideWindow }
        guard let code = Self.code(signature) else { throw .signatureMalformed }
        let signed = Array("\(timestamp).".utf8) + request.body
        let isValid = self.secrets.reduce(false) { isValid, secret in
            HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: signed, using: secret.key) || isValid
        }
        guard isValid else { throw .signatureInvalid }
    }

    /// The signature header for a body, as a sender makes it.
    public static func header(secret: WebhookSecret, timestamp: Int64, body: [UInt8]) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: Array("\(timestamp).".utf8) + body, using: secret.key)
        return "sha256=" + code.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }

    private static func seconds(_ text: String) -> Int64? {
        guard text.utf8.count <= 15, text.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) else {
            return nil
        }
        return Int64(text)
    }

    /// The 32 bytes after `sha256=`; nil for any other form.
    private static func code(_ signature: String) -> [UInt8]? {
        guard signature.hasPrefix("sha256=") else { return nil }
        let digits = Array(signature.utf8.dropFirst("sha256=".utf8.count))
        guard digits.count == 64 else { return nil }
        var code: [UInt8] = []
        for pair in stride(from: 0, to: digits.count, by: 2) {
            guard let high = Self.hexadecimal(digits[pair]), let low = Self.hexadecimal(digits[pair + 1]) else {
                return nil
            }
            code.append(high << 4 | low)
        }
        return code
    }

    private static func hexadecimal(_ digit: UInt8) -> UInt8? {
        Character(Unicode.Scalar(digit)).hexDigitValue.map { UInt8($0) }
    }
}
