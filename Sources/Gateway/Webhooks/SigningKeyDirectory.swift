import AdCP
import Database
import Foundation

/// Whose key is whose, from the database that all instances share, and from where agents, their operators and
/// publishers publish when that is due.
struct SigningKeyDirectory: Sendable {
    let database: Database
    let fetcher: (any SigningKeyFetcher)?
    /// Keys that are good and need no look anywhere. Whether one still is, is asked as a webhook is accepted.
    let memory: BriefMemory<KeyName, JSONWebKey>

    struct KeyName: Hashable {
        let tenant: UUID
        let agent: UUID
        let id: String
    }

    /// What checks 7 to 9a of the profile need to know of a key (C §6.4).
    struct Finding: Sendable {
        let key: JSONWebKey?
        let revocations: RevocationState
        let nonceStore: NonceStoreState
    }

    func find(_ id: String, of route: WebhookRoute) async throws(DatabaseError) -> Finding {
        let name = KeyName(tenant: route.tenant, agent: route.agent, id: id)
        if let key = self.memory.value(of: name) {
            return Finding(key: key, revocations: .known(revoked: []), nonceStore: .roomy)
        }
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
        let finding = Finding(
            key: record.jwk.flatMap { try? JSON(parsing: $0) }.flatMap(JSONWebKey.init), revocations: revocations,
            nonceStore: record.isOverCap || record.isStoreFull ? .full : .roomy)
        if let key = finding.key, record.isGood { self.memory.remember(key, of: name) }
        return finding
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
        if record?.shouldFetchPins == true, try await refresh.fetchPins(agent: agent, tenant: tenant) {
            record = try await self.database.signingKey(id, agent: agent, tenant: tenant)
        }
        return record
    }
}

extension SigningKeyRecord {
    /// Nothing speaks against the key, and nothing is due to be fetched.
    fileprivate var isGood: Bool {
        !(self.isRevoked || self.isRevocationStale || self.isOverCap || self.isStoreFull || self.shouldDiscover
            || self.shouldFetch || self.shouldFetchRevocations || self.shouldFetchPins)
    }
}
