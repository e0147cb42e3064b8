import AdCP
import Database
import Foundation

extension SigningKeyRefresh {
    /// Asks every publisher that has a say in the agent's keys, all at once.
    ///
    /// - Returns: whether anything may be known now that was not.
    func fetchPins(agent: UUID, tenant: UUID) async throws(DatabaseError) -> Bool {
        let starts = try await self.database.beginPinFetch(agent: agent, tenant: tenant)
        guard !starts.isEmpty else { return false }
        let answers = await withTaskGroup(of: (PinFetchStart, Result<PublisherPins, PinRefusal>).self) { group in
            for start in starts {
                group.addTask { [fetcher] in
                    (start, await fetcher.pins(for: start.agentURL, by: start.publisher))
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        for (start, answer) in answers {
            switch answer {
            case .success(let pins):
                try await self.database.recordPublisherPins(
                    pins.thumbprints?.sorted(), from: start, agent: agent, tenant: tenant)
            case .failure(let refusal):
                try await self.database.recordPinFailure(
                    refusal.rawValue, isDefinite: refusal.isDefinite, from: start, agent: agent, tenant: tenant)
            }
        }
        return true
    }
}
