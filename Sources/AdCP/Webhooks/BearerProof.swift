/// AdCP's weakest way: a shared secret in the `Authorization` header. It proves the sender and nothing of the body.
public struct BearerProof: WebhookProof {
    private let secrets: [WebhookSecret]

    public init(_ secrets: [WebhookSecret]) {
        self.secrets = secrets
    }

    public func verify(_ request: WebhookRequest, at now: Int64) throws(WebhookProofError) {
        let presented = request.values("authorization")
        guard let authorization = presented.first else {
            let otherWays =
                request.values("signature-input") + request.values(HMACSignature.signatureHeader.lowercased())
            throw otherWays.isEmpty ? .credentialsMissing : .modeMismatch
        }
        guard presented.count == 1 else { throw .headerRepeated }
        let parts = authorization.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { throw .credentialsMissing }
        let token = String(parts[1])
        let isValid = self.secrets.reduce(false) { isValid, secret in secret.matches(token) || isValid }
        guard isValid else { throw .credentialsInvalid }
    }
}
