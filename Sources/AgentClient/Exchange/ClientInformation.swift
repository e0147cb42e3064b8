import AdCP

/// What we tell agents about this program.
struct ClientInformation: Sendable {
    let name: String
    let version: String

    var json: JSON {
        ["name": .string(self.name), "version": .string(self.version)]
    }

    var userAgent: String { "\(self.name)/\(self.version)" }
}
