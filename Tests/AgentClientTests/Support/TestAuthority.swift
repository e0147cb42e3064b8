import Crypto
import NIOSSL
import SwiftASN1
import X509

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A certificate authority of one test.
struct TestAuthority {
    private let key = Certificate.PrivateKey(P256.Signing.PrivateKey())
    private let certificate: Certificate

    init() throws {
        self.certificate = try Self.issue(
            "Test authority", to: self.key.publicKey, by: "Test authority", signedWith: self.key,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
            })
    }

    /// A server that shows a certificate for the host.
    func server(_ host: String) throws -> TLSConfiguration {
        let key = Certificate.PrivateKey(P256.Signing.PrivateKey())
        let certificate = try Self.issue(
            host, to: key.publicKey, by: "Test authority", signedWith: self.key,
            extensions: Certificate.Extensions { SubjectAlternativeNames([.dnsName(host)]) })
        return .makeServerConfiguration(
            certificateChain: [.certificate(try Self.native(certificate))],
            privateKey: .privateKey(
                try NIOSSLPrivateKey(bytes: Array(key.serializeAsPEM().pemString.utf8), format: .pem)))
    }

    /// A client that trusts this authority alone.
    func client() throws -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .certificates([try Self.native(self.certificate)])
        return configuration
    }

    private static func native(_ certificate: Certificate) throws -> NIOSSLCertificate {
        try NIOSSLCertificate(bytes: Array(certificate.serializeAsPEM().pemString.utf8), format: .pem)
    }

    private static func issue(
        _ name: String, to subject: Certificate.PublicKey, by issuer: String, signedWith key: Certificate.PrivateKey,
        extensions: Certificate.Extensions
    ) throws -> Certificate {
        try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: subject,
            notValidBefore: Date(timeIntervalSinceNow: -3600), notValidAfter: Date(timeIntervalSinceNow: 3600),
            issuer: DistinguishedName { CommonName(issuer) }, subject: DistinguishedName { CommonName(name) },
            signatureAlgorithm: .ecdsaWithSHA256, extensions: extensions, issuerPrivateKey: key)
    }
}
