/// A webhook as it came, before anything of it is believed.
public struct WebhookRequest: Sendable {
    /// Header fields in the order they came, repeated ones included.
    public var headers: [(name: String, value: String)]
    /// The bytes as they came: what is signed is these, and not what a parser makes of them.
    public var body: [UInt8]

    public init(headers: [(name: String, value: String)], body: [UInt8]) {
        self.headers = headers
        self.body = body
    }

    /// The values of a header field, whatever the case of its name.
    func values(_ name: String) -> [String] {
        self.headers.filter { $0.name.lowercased() == name }.map(\.value)
    }
}
