import AdCP

/// Addresses, and their one spelling.
struct URISubject: Subject {
    let samples = Samples.addresses
    let tokens = Samples.addressTokens

    func check(_ bytes: [UInt8]) throws(BrokenProperty) {
        guard let uri = try? CanonicalURI(String(decoding: bytes, as: UTF8.self)) else { return }
        guard let again = try? CanonicalURI(uri.text) else { throw BrokenProperty("a canonical URI is a URI") }
        // AdCP resolves dots before it undoes escapes, so that an escaped dot is a segment that another round would resolve.
        let hasEscapedDot = String(decoding: bytes, as: UTF8.self).lowercased().contains("%2e")
        try BrokenProperty.unless(again == uri || hasEscapedDot, "a canonical URI is its own canonical spelling")
        try BrokenProperty.unless(
            uri.text.utf8.allSatisfy { 0x21...0x7E ~= $0 }, "a canonical URI is one line of ASCII")
        try BrokenProperty.unless(uri.text.contains("://\(uri.authority)/"), "a canonical URI has its authority")
        try BrokenProperty.unless(!uri.authority.utf8.contains(UInt8(ascii: "@")), "nobody's name is in it")
    }
}
