/// Why a signed message is not believed, whatever its profile; the codes of the profiles have a word before it.
///
/// The cases stand in the order of the checks; the first that fails is told.
enum SignatureFault: String, Error, CaseIterable {
    case headerMalformed = "signature_header_malformed"
    case paramsIncomplete = "signature_params_incomplete"
    case tagInvalid = "signature_tag_invalid"
    case algorithmNotAllowed = "signature_alg_not_allowed"
    case windowInvalid = "signature_window_invalid"
    case componentsIncomplete = "signature_components_incomplete"
    /// Of requests alone: the receiver wants the digest uncovered.
    case componentsUnexpected = "signature_components_unexpected"
    case keyUnknown = "signature_key_unknown"
    case keyPurposeInvalid = "signature_key_purpose_invalid"
    case revocationStale = "signature_revocation_stale"
    case keyRevoked = "signature_key_revoked"
    case rateAbuse = "signature_rate_abuse"
    case targetURIMalformed = "target_uri_malformed"
    case signatureInvalid = "signature_invalid"
    case digestMismatch = "signature_digest_mismatch"
}
