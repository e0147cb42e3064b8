/// A request's claim to be signed by `adcp/request-signing/v1`: what a seller checks of its buyers. Here for the sandbox's seller and
/// for tests, since we are the one who signs.
public struct RequestSignature: Sendable {
    private let signature: MessageSignature

    /// Which of the buyer's keys is said to have signed.
    public var keyID: String { self.signature.keyID }

    /// - Parameters:
    ///   - policy: what the seller says of itself; it decides what has to be covered.
    ///   - version: release that the request was sent under; it decides how bytes are written.
    ///   - now: Unix time in seconds.
    public init(
        _ request: SignedMessage, by policy: RequestSigning, version: ProtocolVersion, at now: Int64
    ) throws(RequestSignatureError) {
        guard request.message.isSigned else { throw .required }
        do {
            self.signature = try MessageSignature(request, policy.profile(version), at: now)
        } catch {
            throw RequestSignatureError(error)
        }
    }

    /// Checks the signature with the key it names.
    public func verify(
        key: JSONWebKey?, revocations: RevocationState = .known(revoked: []), nonceStore: NonceStoreState = .roomy
    ) throws(RequestSignatureError) -> VerifiedSignature {
        do {
            return try self.signature.verify(key: key, revocations: revocations, nonceStore: nonceStore)
        } catch {
            throw RequestSignatureError(error)
        }
    }
}

extension SignedMessage {
    /// The bytes that the sender of a request must have signed: for tests and for diagnosis.
    package func signatureBase(
        by policy: RequestSigning, version: ProtocolVersion
    ) throws(RequestSignatureError) -> String {
        guard let fields = SignatureFields(self.message, policy.profile(version).encoding) else {
            throw .headerMalformed
        }
        do {
            return fields.base.text(method: self.method, uri: try self.canonicalURI())
        } catch {
            throw RequestSignatureError(error)
        }
    }
}

extension WebhookRequest {
    /// Something says that it is signed; whether that is whole is the first check's business.
    var isSigned: Bool {
        !self.values("signature-input").isEmpty || !self.values("signature").isEmpty
    }
}
