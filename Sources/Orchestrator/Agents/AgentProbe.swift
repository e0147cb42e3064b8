public import AdCP
public import Database
public import struct Foundation.UUID

/// Asks an agent what it can, for somebody who wants to know whether it works, and keeps what it says.
public struct AgentProbe: Sendable {
    private let database: Database
    private let caller: any AgentCaller
    private let reader: CapabilityReader
    private let secrets: SecretSource

    public init(database: Database, caller: any AgentCaller, secrets: SecretSource) {
        self.database = database
        self.caller = caller
        self.reader = CapabilityReader(caller: caller)
        self.secrets = secrets
    }

    /// - Returns: the card that the agent publishes, where its transport has one.
    /// - Throws: `AgentUnavailable` when the agent cannot be used, with the reason; `DatabaseError` else.
    @discardableResult
    public func probe(agent: UUID, tenant: UUID) async throws -> AgentCard? {
        let agent = try await self.read(agent: agent, tenant: tenant).agent
        return try await self.caller.card(of: agent.endpoint, timeout: self.reader.timeout)
    }

    /// Asks without the card.
    ///
    /// - Returns: the agent as it was known before, and the release that it is pinned to now.
    func read(agent: UUID, tenant: UUID) async throws -> (agent: Agent, version: String) {
        guard let connection = try await self.database.agentConnection(agent, tenant: tenant) else {
            throw AgentUnavailable(reason: "there is no such agent", isRefusal: true)
        }
        do {
            let agent = try Agent(AgentID(tenant: tenant, id: agent), connection, secrets: self.secrets)
            let capabilities = try await self.reader.read(agent.endpoint)
            try await self.database.recordCapabilities(capabilities, of: agent.id.id, tenant: tenant)
            guard let version = capabilities.version else { throw AgentFailure.noCommonVersion }
            return (agent, version)
        } catch let failure as AgentFailure {
            throw AgentUnavailable(
                reason: failure.observation?.reason ?? "the agent could not be asked", isRefusal: true)
        } catch let error as SecretError {
            throw AgentUnavailable(reason: "its credential: \(error)", isRefusal: true)
        }
    }
}
