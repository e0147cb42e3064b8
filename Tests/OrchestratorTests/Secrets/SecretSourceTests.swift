import AdCP
import Foundation
import Testing

@testable import Orchestrator

struct SecretSourceTests {
    private let source = SecretSource(environment: [
        "TOKEN": " token\n", "EMPTY": " \n", "LARGE": String(repeating: "x", count: SecretSource.maximumSize + 1),
        "KEY": String(repeating: "k", count: 32), "SHORT": "k", "LINES": "a\nb",
    ])

    private func file(_ bytes: [UInt8]) throws -> URL {
        let file = FileManager.default.temporaryDirectory.appending(path: "holdfast-secret-\(UUID())")
        try Data(bytes).write(to: file)
        return file
    }

    @Test func `a secret is found in the environment, without white space around it`() throws {
        #expect(try self.source.secret("env:TOKEN") == "token")
    }

    @Test func `a secret is found in a file, as it is now`() throws {
        let file = try self.file(Array("first\n".utf8))
        defer { try? FileManager.default.removeItem(at: file) }
        #expect(try self.source.secret("file:\(file.path)") == "first")
        try Data("second".utf8).write(to: file)
        #expect(try self.source.secret("file:\(file.path)") == "second")
    }

    @Test(arguments: [
        ("env:NONE", SecretError.Reason.missing), ("env:EMPTY", .empty), ("env:LARGE", .tooLarge),
        ("env:LINES", .notText),
        ("file:/nowhere/at/all", .missing), ("file:relative", .notAReference), ("s3cret", .notAReference),
        ("file:/", .unreadable),
    ])
    func `what cannot be had is said without the value`(reference: String, reason: SecretError.Reason) {
        #expect {
            try self.source.secret(reference)
        } throws: { error in
            (error as? SecretError)?.reason == reason && !"\(error)".contains("s3cret")
        }
    }

    @Test func `a file that is not text or too large is refused`() throws {
        let binary = try self.file([0xFF, 0xFE, 0x00])
        let large = try self.file(Array(repeating: 0x61, count: SecretSource.maximumSize + 1))
        defer {
            try? FileManager.default.removeItem(at: binary)
            try? FileManager.default.removeItem(at: large)
        }
        #expect(throws: SecretError("file:\(binary.path)", .notText)) { try self.source.secret("file:\(binary.path)") }
        #expect(throws: SecretError("file:\(large.path)", .tooLarge)) { try self.source.secret("file:\(large.path)") }
    }

    @Test func `signing keys are private JWKs, each by another name`() throws {
        let jwk =
            #"{"kid":"KID","kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}"#
        let source = SecretSource(environment: [
            "A": jwk.replacing("KID", with: "a"), "B": jwk.replacing("KID", with: "b"), "PEM": "-----BEGIN PRIVATE KEY",
            "PUBLIC": #"{"kid":"c","kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#,
        ])
        #expect(try source.requestSigners(["env:B", "env:A"]).map(\.keyID) == ["b", "a"])
        #expect(throws: SecretError("env:A", .sameKeyID)) { try source.requestSigners(["env:A", "env:A"]) }
        for name in ["env:PEM", "env:PUBLIC"] {
            #expect(throws: SecretError(name, .notAKey)) { try source.requestSigners([name]) }
        }
        #expect(throws: SecretError("env:NONE", .missing)) { try source.requestSigners(["env:NONE"]) }
        let signer = try source.requestSigners(["env:A"])[0]
        #expect(!"\(signer) \(String(reflecting: signer))".contains("nWGx"))
        #expect(signer.publicKey["d"] == nil && signer.publicKey["x"]?.string?.hasPrefix("11qY") == true)
    }

    @Test func `webhook keys have at least 32 bytes`() throws {
        #expect(try self.source.webhookKeys(["env:KEY"]) == [Array(repeating: UInt8(ascii: "k"), count: 32)])
        #expect(throws: SecretError("env:SHORT", .tooShort)) { try self.source.webhookKeys(["env:KEY", "env:SHORT"]) }
    }
}
