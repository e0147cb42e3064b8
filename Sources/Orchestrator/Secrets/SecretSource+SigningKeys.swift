public import AdCP

extension SecretSource {
    /// The deployment's keys that requests to sellers are signed with, the one that signs first.
    public func requestSigners(_ references: [String]) throws(SecretError) -> [RequestSigner] {
        var signers: [RequestSigner] = []
        for reference in references {
            guard let jwk = try? JSON(parsing: try self.secret(reference)), let signer = RequestSigner(jwk: jwk) else {
                // What is no secret at all has a reason of its own.
                _ = try self.secret(reference)
                throw SecretError(reference, .notAKey)
            }
            guard !signers.contains(where: { $0.keyID == signer.keyID }) else {
                throw SecretError(reference, .sameKeyID)
            }
            signers.append(signer)
        }
        return signers
    }
}
