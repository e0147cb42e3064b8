import AdCP
import Database

/// Whose key is whose, from the database that all instances share, and from an agent's own address when that is due.
struct SigningKeyDirectory: Sendable {
    let database: Database
    let fetcher: (any SigningKeyFetcher)?

    /// What checks 7 to 9a of the profile need to know of a key (C §6.4).
    struct Finding: Sendable {
        let key: JSONWebKey?
        let revocations: RevocationState
        let nonceStore: NonceStoreState
    }

    func find(_ id: String, of route: WebhookRoute) async throws(DatabaseError) -> Finding {
        var record = try await self.database.signingKey(id, agent: route.agent, tenant: route.tenant)
        if record?.shouldFetch == true, try await self.fetchAnew(of: route) {
            record = try await self.database.signingKey(id, agent: route.agent, tenant: route.tenant)
        }
        let json = record?.jwk.flatMap { try? JSON(parsing: $0) }
        return Finding(
            key: json.flatMap(JSONWebKey.init),
            revocations: .known(revoked: record?.isRevoked == true ? [id] : []),
            nonceStore: record?.isOverCap == true ? .full : .roomy)
    }

    /// Once in half a minute for all instances together, so that unknown keys in webhooks make no traffic.
    private func fetchAnew(of route: WebhookRoute) async throws(DatabaseError) -> Bool {
        guard let fetcher, let url = try await self.database.beginKeyFetch(agent: route.agent, tenant: route.tenant),
            let text = await fetcher.fetch(url), (try? JSON(parsing: text)) != nil
        else { return false }
        do {
            try await self.database.recordSigningKeys(text, from: url, agent: route.agent, tenant: route.tenant)
            return true
        } catch  where error.kind == .invalidField {
            return false
        }
    }
}
