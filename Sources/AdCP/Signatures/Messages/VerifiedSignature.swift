/// A signature that is the key's own. What is left is to see that its nonce is new (checks 12 and 13): one atomic
/// insert into a store that all instances share.
public struct VerifiedSignature: Sendable, Equatable {
    /// Who signed, in the seller's own words.
    public let keyID: String
    /// Must not have been seen with this key. As the sender wrote it: at most 256 bytes of base64url.
    public let nonce: String
    /// When the signature ends, Unix time in seconds.
    public let expires: Int64
    public let algorithm: SignatureAlgorithm

    /// Until when the nonce has to be remembered, Unix time in seconds: the signature is taken that long (`expires` and
    /// the clocks' difference).
    public var nonceKeptUntil: Int64 {
        self.expires + SignatureProfile.clockSkew
    }
}
