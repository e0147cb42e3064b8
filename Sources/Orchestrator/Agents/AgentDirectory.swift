import AdCP
import Database
import struct Foundation.UUID

/// The agents that this instance works with: read from the database when they are new or have changed, asked what they can when
/// nobody knows. Per agent one task does so; others that need the same wait for its result.
actor AgentDirectory {
    private typealias Answer = Result<Agent, AgentFailure>

    private let database: Database
    private let reader: CapabilityReader
    private let secrets: SecretSource
    private let events: EventRecorder

    /// What is known of an agent, and until when it is believed.
    private struct Known {
        let connection: AgentConnection
        let end: ContinuousClock.Instant
    }

    private var known: [AgentID: Known] = [:]
    /// Who waits for an agent that another task is reading.
    private var reading: [AgentID: [CheckedContinuation<Answer, Never>]] = [:]
    private var isStopping = false

    /// Most agents remembered; reading one again costs one statement.
    private static let capacity = 1_000
    /// An agent that is known well enough to trade with is not asked again sooner than this where it did not answer.
    private static let patience = Duration.seconds(300)

    init(database: Database, reader: CapabilityReader, secrets: SecretSource, events: EventRecorder) {
        self.database = database
        self.reader = reader
        self.secrets = secrets
        self.events = events
    }

    /// The agent of a step, with its capabilities known.
    func agent(of step: ClaimedStep) async throws(AgentFailure) -> Agent {
        try await self.agent(AgentID(tenant: step.operation.tenant, id: step.agent), atLeast: step.agentRevision)
    }

    /// An agent with its capabilities known.
    func agent(_ id: AgentID, atLeast revision: Int = 0) async throws(AgentFailure) -> Agent {
        if let agent = try self.remembered(id, atLeast: revision), agent.connection.version != nil {
            return agent
        }
        return try await self.once(id) {
            do throws(AgentFailure) {
                let agent = try await self.load(id)
                guard agent.connection.version != nil else { return .success(try await self.ask(agent)) }
                return .success(agent.connection.freshFor > .zero ? agent : await self.refreshed(agent))
            } catch {
                return .failure(error)
            }
        }
    }

    /// The agent asked anew, because what is known of it turned out wrong.
    func agentAnew(_ agent: Agent) async throws(AgentFailure) -> Agent {
        let revision = agent.connection.revision
        if let newer = try self.remembered(agent.id, atLeast: revision + 1), newer.connection.version != nil {
            return newer
        }
        return try await self.once(agent.id) {
            do throws(AgentFailure) {
                let agent = try await self.load(agent.id)
                return .success(agent.connection.revision > revision ? agent : try await self.ask(agent))
            } catch {
                return .failure(error)
            }
        }
    }

    /// Lets those go who wait for an agent: this instance will not send for them any more.
    func stop() {
        self.isStopping = true
        for (id, waiters) in self.reading {
            self.reading[id] = []
            for waiter in waiters { waiter.resume(returning: .failure(.stopping)) }
        }
    }

    // MARK: Reading

    private func remembered(_ id: AgentID, atLeast revision: Int) throws(AgentFailure) -> Agent? {
        guard let known = self.known[id], known.connection.revision >= revision, known.end > .now else { return nil }
        return try self.complete(id, known.connection)
    }

    private func load(_ id: AgentID) async throws(AgentFailure) -> Agent {
        let connection: AgentConnection?
        do {
            connection = try await self.database.agentConnection(id.id, tenant: id.tenant)
        } catch {
            throw .database(error)
        }
        guard let connection else { throw .unknown }
        if self.known.count >= Self.capacity, self.known[id] == nil { self.known.remove(at: self.known.startIndex) }
        self.known[id] = Known(connection: connection, end: .now + max(connection.freshFor, Self.patience))
        return try self.complete(id, connection)
    }

    private func complete(_ id: AgentID, _ connection: AgentConnection) throws(AgentFailure) -> Agent {
        do {
            return try Agent(id, connection, secrets: self.secrets)
        } catch {
            throw .noCredential(error)
        }
    }

    /// What it can by now; what was known where it does not say.
    private func refreshed(_ agent: Agent) async -> Agent {
        do throws(AgentFailure) {
            return try await self.ask(agent)
        } catch {
            return agent
        }
    }

    private func ask(_ agent: Agent) async throws(AgentFailure) -> Agent {
        let name = agent.connection.name
        do throws(AgentFailure) {
            let capabilities = try await self.reader.read(agent.endpoint)
            do {
                try await self.database.recordCapabilities(capabilities, of: agent.id.id, tenant: agent.id.tenant)
            } catch  where error.kind == .invalidField {
                throw AgentFailure.notReady(
                    Observation(
                        .retry, reason: "What the agent says of itself cannot be kept.",
                        errorCode: ErrorCode.incompleteAnswer.rawValue))
            } catch {
                throw AgentFailure.database(error)
            }
            self.events.record(.agentRead(name: name, version: capabilities.version))
            guard capabilities.version != nil else { throw AgentFailure.noCommonVersion }
            return try await self.load(agent.id)
        } catch {
            self.events.record(
                .agentUnread(name: name, reason: error.observation?.reason ?? "not answered by the database"))
            throw error
        }
    }

    // MARK: Once for all

    private func once(_ id: AgentID, _ read: () async -> Answer) async throws(AgentFailure) -> Agent {
        guard !self.isStopping else { throw .stopping }
        guard self.reading[id] == nil else {
            return try await withCheckedContinuation { self.reading[id, default: []].append($0) }.get()
        }
        self.reading[id] = []
        let answer = await read()
        let shared = answer.mapError(\.countedElsewhere)
        for waiter in self.reading.removeValue(forKey: id) ?? [] { waiter.resume(returning: shared) }
        return try answer.get()
    }
}
