/// Finds where an agent's keys are from the agent's own URL, as it stands in our registry, and never from a payload
/// (C §6.4, JWKS resolution). The rules, without I/O.
public struct KeyDiscovery: Sendable, Equatable {
    /// Byte by byte as the operator of this deployment gave it.
    public let agentURL: String
    /// `identity.brand_json_url` of the agent's capabilities; nil where it names none.
    public let brandJSONURL: String?
    /// `identity.key_origins`: where the agent says that keys of a purpose are.
    let keyOrigins: [String: String]

    /// Purposes whose keys verify webhooks.
    static let purposes = ["webhook_signing", "request_signing"]
    /// Where a document is at a domain.
    public static let wellKnownPath = "/.well-known/brand.json"
    /// Where a set is at an origin that names no other place.
    public static let wellKnownKeys = "/.well-known/jwks.json"

    public init(agentURL: String, brandJSONURL: String? = nil, keyOrigins: JSON? = nil) {
        self.agentURL = agentURL
        self.brandJSONURL = brandJSONURL
        var origins: [String: String] = [:]
        for purpose in Self.purposes {
            // What is declared and is no text is a mismatch, not silence.
            origins[purpose] = keyOrigins?[purpose].map { $0.string ?? "" }
        }
        self.keyOrigins = origins
    }

    /// Where a document is looked for when the capabilities name none, one after another: at the agent's host, then at the domain
    /// that the host belongs to.
    public var wellKnownURLs: [String] {
        guard let agent = try? CanonicalURI(self.agentURL) else { return [] }
        let own = agent.origin + Self.wellKnownPath
        guard let domain = RegistrableDomain.of(agent.host), domain != agent.host else { return [own] }
        return [own, "\(agent.scheme.rawValue)://\(domain)\(agent.portSuffix)\(Self.wellKnownPath)"]
    }

    /// Where the agent's keys are, by its operator's document.
    ///
    /// - Parameters:
    ///   - url: where it was asked for: whoever holds that address speaks, also by naming another.
    ///   - now: Unix time in seconds.
    public func jwksURI(
        in document: BrandDocument, at url: String, now: Int64
    ) throws(DiscoveryRefusal) -> String {
        guard let agent = try? CanonicalURI(self.agentURL), let brand = try? CanonicalURI(url) else {
            throw .originMismatch
        }
        guard
            RegistrableDomain.isShared(agent.host, brand.host)
                || document.authorizes(RegistrableDomain.of(agent.host), at: now)
        else { throw .originMismatch }

        let entries = document.agents.filter { $0.url.utf8.elementsEqual(self.agentURL.utf8) }
        guard let entry = entries.first else { throw .notListed }
        guard entries.count == 1 else { throw .ambiguous }

        let uri = entry.jwksURI ?? agent.origin + Self.wellKnownKeys
        guard CanonicalURI.isPlain(uri), let keys = try? CanonicalURI(uri) else { throw .jwksURIMalformed }
        for declared in self.keyOrigins.values {
            guard let origin = try? CanonicalURI(declared), origin.host == keys.host else { throw .keyOriginMismatch }
        }
        return uri
    }
}

extension BrandDocument {
    fileprivate func authorizes(_ domain: String?, at now: Int64) -> Bool {
        guard let domain else { return false }
        return self.authorizedOperators.contains { $0.domain == domain && $0.isValid(at: now) }
    }
}
