public import AdCP
public import Database
public import Foundation

/// Brings what is known of an agent's keys up to date. Each of the documents is fetched by one caller in half a minute, over all
/// instances, so that unknown keys in webhooks make no traffic.
public struct SigningKeyRefresh: Sendable {
    let database: Database
    let fetcher: any SigningKeyFetcher

    public init(database: Database, fetcher: any SigningKeyFetcher) {
        self.database = database
        self.fetcher = fetcher
    }

    /// Finds the keys by `brand.json`, then fetches them, the list of revoked ones and what publishers pin, as far as the person who just
    /// spoke of these keys wants any of it. What came of it stands in the agent's document.
    public func all(ofAgent name: String, tenant: UUID) async throws(DatabaseError) {
        let document = try? JSON(parsing: try await self.database.agent(named: name, tenant: tenant))
        guard let agent = document?["id"]?.string.flatMap(UUID.init(uuidString:)) else { return }
        if try await self.discover(agent: agent, tenant: tenant) {
            _ = try await self.fetchKeys(agent: agent, tenant: tenant)
            _ = try await self.fetchRevocations(agent: agent, tenant: tenant)
        }
        _ = try await self.fetchPins(agent: agent, tenant: tenant)
    }

    /// - Returns: whether anything is known now that was not, of this and of the next two.
    func discover(agent: UUID, tenant: UUID) async throws(DatabaseError) -> Bool {
        guard let start = try await self.database.beginKeyDiscovery(agent: agent, tenant: tenant) else { return false }
        let discovery = KeyDiscovery(
            agentURL: start.agentURL, brandJSONURL: start.brandJSONURL,
            keyOrigins: start.keyOrigins.flatMap { try? JSON(parsing: $0) })
        switch await self.fetcher.discover(discovery) {
        case .success(let keys):
            try await self.database.recordKeyDiscovery(
                brandJSONURL: keys.brandJSONURL, jwksURI: keys.jwksURI, from: start, agent: agent, tenant: tenant)
        case .failure(let refusal):
            try await self.database.recordDiscoveryFailure(
                refusal.rawValue, isDefinite: refusal.isDefinite, agent: agent, tenant: tenant)
        }
        return true
    }

    func fetchKeys(agent: UUID, tenant: UUID) async throws(DatabaseError) -> Bool {
        guard let url = try await self.database.beginKeyFetch(agent: agent, tenant: tenant),
            let text = await self.fetcher.fetch(url), (try? JSON(parsing: text)) != nil
        else { return false }
        do {
            try await self.database.recordSigningKeys(text, from: url, agent: agent, tenant: tenant)
            return true
        } catch  where error.kind == .invalidField {
            return false
        }
    }

    func fetchRevocations(agent: UUID, tenant: UUID) async throws(DatabaseError) -> Bool {
        guard let start = try await self.database.beginRevocationFetch(agent: agent, tenant: tenant),
            let origin = try? CanonicalURI(start.brandJSONURL).origin
        else { return false }
        switch await self.fetcher.revocationList(of: origin) {
        case .absent:
            try await self.database.recordNoRevocationList(agent: agent, tenant: tenant)
        case .unreachable:
            try await self.database.recordRevocationFailure(
                "revocation_list_unreachable", agent: agent, tenant: tenant)
        case .list(let text):
            let jwks = await self.keys(ofSignerOf: text, start, origin: origin)
            let reading = Result { () throws(RevocationListError) in
                try RevocationList(parsing: text, issuer: origin, jwks: jwks)
            }
            switch reading {
            case .success(let list):
                try await self.database.recordRevocationList(SignedRevocations(list), agent: agent, tenant: tenant)
            case .failure(let error):
                try await self.database.recordRevocationFailure(error.rawValue, agent: agent, tenant: tenant)
            }
        }
        return true
    }

    /// The list is signed with a key of the agent's own set, or of the one that its operator publishes beside `brand.json`.
    private func keys(ofSignerOf text: String, _ start: RevocationFetchStart, origin: String) async -> JSON {
        let own = start.jwks.flatMap { try? JSON(parsing: $0) } ?? .null
        let beside = origin + KeyDiscovery.wellKnownKeys
        guard let signer = RevocationList.signerID(of: text), JSONWebKey.set(own)?[signer] == nil,
            beside != start.jwksURI, let set = await self.fetcher.fetch(beside)
        else { return own }
        return (try? JSON(parsing: set)) ?? .null
    }
}

extension SignedRevocations {
    fileprivate init(_ list: RevocationList) {
        self.init(
            signerID: list.signerID, updated: list.updated, nextUpdate: list.nextUpdate,
            revokedKeyIDs: list.revokedKeyIDs)
    }
}
