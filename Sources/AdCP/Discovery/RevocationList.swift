/// The keys that an operator revoked, for all its agents (AdCP, Transport revocation): a signed document at the origin of its
/// `brand.json`. What time has to say of it is the database's to judge.
public struct RevocationList: Sendable, Equatable {
    /// Which key signed it.
    public let signerID: String
    /// RFC 3339.
    public let updated: String
    public let nextUpdate: String
    /// Identifiers of keys that prove nothing, whenever they signed.
    public let revokedKeyIDs: [String]

    public static let path = "/.well-known/governance-revocations.json"
    /// Bytes of the longest list that is read.
    public static let maximumLength = 1 << 20
    /// Most keys on a list that is kept.
    static let maximumCount = 10_000
    static let type = "adcp-gov-revocation+jws"
    /// What a key that signs it may be published for.
    static let keyUses = SignatureProfile.webhook.keyUses.union(["governance-signing"])

    /// The key that is said to have signed; nil for what is no signed document.
    public static func signerID(of text: String) -> String? {
        JSONWebSignature(parsing: text)?.keyID
    }

    /// Verifies and reads a list.
    ///
    /// - Parameters:
    ///   - issuer: origin of the `brand.json` whose agents it is for.
    ///   - jwks: a set with the key that signed it.
    public init(parsing text: String, issuer: String, jwks: JSON) throws(RevocationListError) {
        guard text.utf8.count <= Self.maximumLength, let jws = JSONWebSignature(parsing: text) else { throw .malformed }
        guard jws.type == Self.type else { throw .typeMismatch }
        guard let jwk = JSONWebKey.set(jwks)?[jws.keyID],
            let key = VerificationKey(jwk, for: jws.algorithm, uses: Self.keyUses)
        else { throw .keyUnknown }
        guard jws.isValid(key) else { throw .signatureInvalid }

        guard let list = try? JSON(parsing: jws.payload), let version = list["version"]?.int, version >= 1,
            let updated = Timestamp.rfc3339(list["updated"]?.string),
            let nextUpdate = Timestamp.rfc3339(list["next_update"]?.string),
            let kids = list["revoked_kids"].map({ $0.array?.map(\.string) }) ?? [],
            kids.count <= Self.maximumCount,
            kids.allSatisfy({ 1...SignatureInput.maximumParameterLength ~= $0?.utf8.count ?? 0 })
        else { throw .malformed }
        guard let origin = list["issuer"]?.string.flatMap({ try? CanonicalURI($0) }),
            origin.target == "/", let own = try? CanonicalURI(issuer), origin.origin == own.origin
        else { throw .issuerMismatch }

        self.signerID = jws.keyID
        self.updated = updated
        self.nextUpdate = nextUpdate
        self.revokedKeyIDs = kids.compactMap(\.self)
    }
}

/// Why a revocation list is not believed.
public enum RevocationListError: String, Error, Sendable, CaseIterable {
    /// No JSON Web Signature of a list, or one that is too long.
    case malformed = "revocation_list_malformed"
    /// Something else was signed.
    case typeMismatch = "revocation_list_type_mismatch"
    /// None of the operator's keys, or not one for this.
    case keyUnknown = "revocation_list_key_unknown"
    case signatureInvalid = "revocation_list_signature_invalid"
    /// It is another operator's.
    case issuerMismatch = "revocation_list_issuer_mismatch"
}
