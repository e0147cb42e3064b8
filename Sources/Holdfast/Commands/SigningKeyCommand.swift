import AdCP
import ArgumentParser

/// `holdfast signing-key`.
struct SigningKeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "signing-key",
        abstract: "Make a private key that requests to sellers are signed with, and print it.",
        discussion:
            "Keep it where a secret belongs, and name that place in HOLDFAST_SIGNING_KEYS. It is written nowhere else.")

    @Argument(help: "Its identifier (kid): another one for every key.") var name: String
    @Option(
        help: "ed25519 or ecdsa-p256-sha256.",
        transform: { text in
            guard let algorithm = SignatureAlgorithm(rawValue: text) else {
                throw ValidationError("It is ed25519 or ecdsa-p256-sha256.")
            }
            return algorithm
        })
    var algorithm = SignatureAlgorithm.ed25519

    func validate() throws {
        guard RequestSigner.newKey(self.algorithm, keyID: self.name) != nil else {
            throw ValidationError("An identifier has 1 to 256 visible ASCII characters and no quotes.")
        }
    }

    func run() throws {
        guard let key = RequestSigner.newKey(self.algorithm, keyID: self.name) else { throw ExitCode.failure }
        Output.line(key.text)
    }
}
