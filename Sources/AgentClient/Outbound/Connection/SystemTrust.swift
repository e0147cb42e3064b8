import NIOSSL

/// The certificate authorities that this machine trusts, read once; changes count after a restart.
///
/// Left to themselves, HTTP clients read them each for itself, at the cost of a megabyte and a tenth of a second per host.
enum SystemTrust {
    static let roots: NIOSSLTrustRoots = {
        for bundle in bundles {
            if let certificates = try? NIOSSLCertificate.fromPEMFile(bundle), !certificates.isEmpty {
                return .certificates(certificates)
            }
        }
        return .default
    }()

    /// Where Debian (and Alpine and Arch), and Fedora, keep them.
    private static let bundles = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt"]
}
