/// A public key as a seller publishes it (RFC 7517), not yet held against any purpose.
public struct JSONWebKey: Sendable, Equatable {
    /// `kid`: what signatures call it.
    public let id: String
    let type: String?
    let curve: String?
    let algorithm: String?
    let use: String?
    let operations: [String]
    /// `adcp_use`: AdCP's own member for what the key is published for.
    let adcpUse: String?
    let x: String?
    let y: String?

    /// Reads one member of a JWKS's `keys`; nil if it has no identifier and so can never be named.
    public init?(_ json: JSON) {
        guard let id = json["kid"]?.string, !id.isEmpty, id.utf8.count <= SignatureInput.maximumParameterLength else {
            return nil
        }
        self.id = id
        self.type = json["kty"]?.string
        self.curve = json["crv"]?.string
        self.algorithm = json["alg"]?.string
        self.use = json["use"]?.string
        self.operations = json["key_ops"]?.array?.compactMap(\.string) ?? []
        self.adcpUse = json["adcp_use"]?.string
        self.x = json["x"]?.string
        self.y = json["y"]?.string
    }

    /// The keys of a JWKS by their identifiers; nil if it isn't one. An identifier that two keys have names none of
    /// them.
    public static func set(_ json: JSON) -> [String: JSONWebKey]? {
        guard let keys = json["keys"]?.array else { return nil }
        return Dictionary(grouping: keys.compactMap(JSONWebKey.init), by: \.id)
            .compactMapValues { $0.count == 1 ? $0.first : nil }
    }
}
