/// An operator's `brand.json`, as far as it says whose keys are where (`brand.json` of AdCP's schemas).
public struct BrandDocument: Sendable, Equatable {
    struct Agent: Sendable, Equatable {
        /// As it is written: it is compared byte by byte.
        let url: String
        /// nil where the keys are at the agent's origin.
        let jwksURI: String?
    }

    /// Who may run agents for this operator from a domain of its own.
    struct AuthorizedOperator: Sendable, Equatable {
        let domain: String
        /// RFC 3339; nil where it holds from ever on, and for ever.
        let validFrom: String?
        let validUntil: String?
    }

    /// Of the document itself, of its house and of each of its brands.
    let agents: [Agent]
    let authorizedOperators: [AuthorizedOperator]
    /// Where the operator keeps its document instead: at another address, or at the domain of its house. Followed once, and only from a
    /// well-known address.
    public let elsewhere: String?

    /// Bytes of the longest document that is read (C §6.4).
    public static let maximumLength = 256 << 10

    /// Reads a document strictly: a name that comes twice could tell one reader of another key than the next.
    public init(parsing text: String) throws(DiscoveryRefusal) {
        guard text.utf8.count <= Self.maximumLength, let json = try? JSON(parsing: text), json.object != nil else {
            throw .malformed
        }
        let holders = [json] + [json["house"]].compactMap(\.self) + (json["brands"]?.array ?? [])
        self.elsewhere =
            json["authoritative_location"]?.string
            ?? json["house"]?.string.map { "https://\($0)\(KeyDiscovery.wellKnownPath)" }
        self.agents = holders.flatMap { $0["agents"]?.array ?? [] }.compactMap { entry in
            // An address that is no text is no address, and not the usual one either.
            entry["url"]?.string.map { Agent(url: $0, jwksURI: entry["jwks_uri"].map { $0.string ?? "" }) }
        }
        self.authorizedOperators = (json["authorized_operators"]?.array ?? []).compactMap { entry in
            entry["domain"]?.string.map {
                AuthorizedOperator(
                    domain: $0.lowercased(), validFrom: entry["valid_from"]?.string,
                    validUntil: entry["valid_until"]?.string)
            }
        }
    }
}

extension BrandDocument.AuthorizedOperator {
    /// - Parameter now: Unix time in seconds. A time that cannot be read lets nobody in.
    func isValid(at now: Int64) -> Bool {
        if let from = self.validFrom {
            guard let seconds = Timestamp.seconds(from), seconds <= now else { return false }
        }
        if let until = self.validUntil {
            guard let seconds = Timestamp.seconds(until), seconds > now else { return false }
        }
        return true
    }
}
