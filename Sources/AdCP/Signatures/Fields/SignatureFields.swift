/// What the header says of a signature, read whole or not at all (check 1).
struct SignatureFields {
    let input: SignatureInput
    let signature: [UInt8]
    /// Nil only if there is no such field, and then it isn't covered either.
    let digest: ContentDigest?
    let base: SignatureBase

    /// Fields that have one value, and of which a second one, put in by somebody on the way, could be the one that is
    /// read.
    private static let singletons = ["content-type", "content-digest", "host"]

    init?(_ message: WebhookRequest, _ encoding: SignatureProfile.Encoding) {
        do {
            for name in Self.singletons {
                guard message.values(name).count <= 1 else { return nil }
            }
            if let contentType = message.values("content-type").first {
                guard contentType.utf8.count <= DictionaryField.maximumLength,
                    try DictionaryField.parts(of: Array(contentType.utf8)[...], separatedBy: UInt8(ascii: ",")).count
                        == 1
                else { return nil }
            }
            self.input = try SignatureInput(SignatureProfile.label, in: message.values("signature-input"))
            self.signature = try SignatureField.bytes(
                of: SignatureProfile.label, in: message.values("signature"), encoding)
            self.digest = try message.values("content-digest").first.map { line throws(MalformedField) in
                try ContentDigest(line, encoding)
            }
            self.base = try SignatureBase(self.input, message)
        } catch {
            return nil
        }
    }
}
