public import AdCP
public import Logging
import NIOHTTP1
import Synchronization

/// Calls agents over A2A, in the release and the form that their card asks for.
///
/// Cards are read when needed and kept for a while. What an answer may be taken for is exact: `notSent` only if no skill can have run.
public final class A2AClient: AgentCaller {
    let cards: PreparationCache<A2ARoute>
    private let exchange: Exchange
    private let log: CallLog
    private let lastID = Atomic(0)

    /// - Parameter outbound: not owned; whoever made it shuts it down, and calls fail with `notSent` from then on.
    public init(
        outbound: OutboundClient, configuration: ClientConfiguration = ClientConfiguration(), logger: Logger
    ) {
        self.exchange = Exchange(
            outbound: outbound,
            client: ClientInformation(name: configuration.name, version: configuration.version),
            answerLimit: configuration.answerLimit,
            signatures: RequestSignatures(configuration))
        self.cards = PreparationCache(capacity: configuration.sessions, lifetime: .seconds(600))
        self.log = CallLog(logger: logger)
    }

    public func call(
        _ tool: String, arguments: String, of agent: AgentEndpoint, timeout: Duration
    ) async -> AgentAnswer {
        await self.send(A2AMessage(skill: tool, arguments: arguments), to: agent, timeout: timeout)
    }

    public func resume(
        _ tool: String, arguments: String, at continuation: A2AContinuation, messageID: String,
        of agent: AgentEndpoint, timeout: Duration
    ) async -> AgentAnswer {
        let message = A2AMessage(
            skill: tool, arguments: arguments, messageID: messageID, continuation: continuation)
        return await self.send(message, to: agent, timeout: timeout)
    }

    private func send(_ message: A2AMessage, to agent: AgentEndpoint, timeout: Duration) async -> AgentAnswer {
        let start = ContinuousClock.now
        let answer = await withDeadline(start + timeout, fallback: .lost(reason: "the call broke off")) {
            await self.send(message, to: agent)
        }
        self.log.record(answer, to: message.skill, of: agent, took: .now - start)
        return answer
    }

    private func send(_ message: A2AMessage, to agent: AgentEndpoint) async -> AgentAnswer {
        guard let arguments = try? JSON(parsing: message.arguments), !arguments.hasUnsafeNumber else {
            return .notSent(reason: "the arguments hold a number that A2A cannot carry exactly, or are not JSON")
        }
        do throws(RequestFailure) {
            let route = try await self.route(to: agent)
            let reply = try await self.post(message, on: route, to: agent)
            guard reply.deniesRoute else { return AgentAnswer(a2a: reply) }
            // Safe to send again, once, if the card has changed: the agent refused the form of the request, before any skill saw it.
            self.cards.forget(route, of: AgentKey(agent))
            let newer = try await self.route(to: agent)
            return AgentAnswer(a2a: newer == route ? reply : try await self.post(message, on: newer, to: agent))
        } catch {
            return AgentAnswer(error)
        }
    }

    func route(to agent: AgentEndpoint) async throws(RequestFailure) -> A2ARoute {
        let reader = CardReader(outbound: self.exchange.outbound, client: self.exchange.client)
        do {
            return try await self.cards.value(for: AgentKey(agent)) { _ in await reader.read(agent) }.get()
        } catch {
            throw .preparation(error)
        }
    }

    private func post(
        _ message: A2AMessage, on route: A2ARoute, to agent: AgentEndpoint
    ) async throws(RequestFailure) -> Reply {
        let id = self.lastID.wrappingAdd(1, ordering: .relaxed).newValue
        var headers = self.exchange.headers(accepting: "application/json", bearerToken: agent.bearerToken)
        headers.add(contentsOf: route.headers)
        do {
            return try await self.exchange.post(
                message.text(for: route, id: id), id: id, to: route.url, headers,
                calling: SignedCall(
                    agent: agent, task: message.skill, method: route.method, arguments: message.arguments))
        } catch {
            throw .outbound(error)
        }
    }
}
