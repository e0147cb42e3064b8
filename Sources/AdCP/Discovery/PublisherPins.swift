/// The keys that a publisher pins for an agent: one that is not among them proves nothing, and one that is has still to be among
/// those that the agent itself publishes.
public struct PublisherPins: Sendable, Equatable {
    /// Thumbprints by RFC 7638; nil where the publisher pins none and so has no say.
    public let thumbprints: Set<String>?

    /// Reads `signing_keys`. What is there and is no list, or lists no key that could sign, matches no key.
    ///
    /// - Parameter now: Unix time in seconds. A key that was revoked by then, or at a time that cannot be read, is left out.
    init(_ signingKeys: JSON?, at now: Int64) {
        guard let signingKeys else {
            self.thumbprints = nil
            return
        }
        self.thumbprints = Set(
            (signingKeys.array ?? []).compactMap { key in
                if let revoked = key["revoked_at"]?.orNil {
                    guard let seconds = revoked.string.flatMap({ Timestamp.seconds($0) }), seconds > now else {
                        return nil
                    }
                }
                return JSONWebKey.thumbprint(key)
            })
    }
}
