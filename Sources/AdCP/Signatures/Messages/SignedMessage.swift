/// A signed request as it came, a webhook or any other, before anything of it is believed, and the address that its receiver is known by.
public struct SignedMessage: Sendable {
    public var method: String
    /// Path and query as they stand in the request.
    public var target: String
    /// Whom the request was sent to: HTTP/2's `:authority` or else the field `Host`, as received. What a proxy says of
    /// it (`X-Forwarded-Host`) belongs here only if the operator has said that it may be believed.
    public var authority: String?
    /// Where senders find us: scheme, host, port, and the path, if any, that a proxy in front of us takes off. From
    /// configuration.
    public var baseURL: String
    /// Fields and body.
    public var message: WebhookRequest

    public init(method: String, target: String, authority: String?, baseURL: String, message: WebhookRequest) {
        self.method = method
        self.target = target
        self.authority = authority
        self.baseURL = baseURL
        self.message = message
    }
}

extension SignedMessage {
    /// The address that the sender must have signed: ours, and the one the request was sent to (check 10).
    ///
    /// Senders have to use ASCII; what is not is refused and not translated, since a translation may not be the
    /// sender's own.
    func canonicalURI() throws(SignatureFault) -> CanonicalURI {
        guard self.target.utf8.first == UInt8(ascii: "/"), let authority = self.authority,
            authority.utf8.allSatisfy({ $0 < 0x80 && $0 != UInt8(ascii: "@") })
        else { throw .targetURIMalformed }
        let base = self.baseURL.utf8.last == UInt8(ascii: "/") ? self.baseURL.dropLast() : self.baseURL[...]
        do {
            let uri = try CanonicalURI(base + self.target)
            guard try CanonicalURI.authority(Array(authority.utf8)[...], scheme: uri.scheme) == uri.authority else {
                throw CanonicalURIError.hostMalformed
            }
            return uri
        } catch {
            throw .targetURIMalformed
        }
    }
}
