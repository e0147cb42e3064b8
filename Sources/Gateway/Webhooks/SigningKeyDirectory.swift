import AdCP
import Database

/// Whose key is whose, from the database that all instances share, and from where agents and their operators publish when that is due.
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
        guard let record = try await self.record(id, of: route) else {
            return Finding(key: nil, revocations: .known(revoked: []), nonceStore: .roomy)
        }
        if record.isStoreFull {
            try await self.database.reportFullNonceStore(agent: route.agent, tenant: route.tenant)
        }
        let revocations: RevocationState =
            if record.isRevoked {
                .known(revoked: [id])
            } else {
                record.isRevocationStale ? .stale : .known(revoked: [])
            }
        return Finding(
            key: record.jwk.flatMap { try? JSON(parsing: $0) }.flatMap(JSONWebKey.init), revocations: revocations,
            nonceStore: record.isOverCap || record.isStoreFull ? .full : .roomy)
    }

    /// What is known after everything that was due has been fetched, one after another: what is found says what to fetch next.
    private func record(_ id: String, of route: WebhookRoute) async throws(DatabaseError) -> SigningKeyRecord? {
        let (agent, tenant) = (route.agent, route.tenant)
        var record = try await self.database.signingKey(id, agent: agent, tenant: tenant)
        guard let fetcher = self.fetcher else { return record }
        let refresh = SigningKeyRefresh(database: self.database, fetcher: fetcher)
        if record?.shouldDiscover == true, try await refresh.discover(agent: agent, tenant: tenant) {
            record = try await self.database.signingKey(id, agent: agent, tenant: tenant)
        }
        if record?.shouldFetch == true, try await refresh.fetchKeys(agent: agent, tenant: tenant) {
            record = try await self.database.signingKey(id, agent: agent, tenant: tenant)
        }
        if record?.shouldFetchRevocations == true,
            try await refresh.fetchRevocations(agent: agent, tenant: tenant)
        {
            record = try await self.database.signingKey(id, agent: agent, tenant: tenant)
        }
        return record
    }
}
