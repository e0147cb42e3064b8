public import AdCP
public import Logging
import Synchronization

/// Calls agents over MCP (streamable HTTP).
///
/// Sessions are opened when needed and kept. What an answer may be taken for is exact: `notSent` only if no tool can have run.
public final class MCPClient: AgentCaller {
    public typealias Configuration = ClientConfiguration

    let exchange: Exchange
    private let sessions: PreparationCache<Session>
    private let log: CallLog
    private let lastID = Atomic(0)

    /// - Parameter outbound: not owned; whoever made it shuts it down, and calls fail with `notSent` from then on.
    public init(outbound: OutboundClient, configuration: Configuration = Configuration(), logger: Logger) {
        self.exchange = Exchange(
            outbound: outbound,
            client: ClientInformation(name: configuration.name, version: configuration.version),
            answerLimit: configuration.answerLimit,
            signatures: RequestSignatures(configuration))
        self.sessions = PreparationCache(capacity: configuration.sessions)
        self.log = CallLog(logger: logger)
    }

    public func call(
        _ tool: String, arguments: String, of agent: AgentEndpoint, timeout: Duration
    ) async -> AgentAnswer {
        let start = ContinuousClock.now
        let message = OutgoingMessage.callTool(tool, arguments: arguments, id: self.nextID())
        let answer = await withDeadline(start + timeout, fallback: .lost(reason: "the call broke off")) {
            switch await self.request(message, of: agent) {
            case .success(let reply): AgentAnswer(reply, reading: ToolResult.init(mcp:))
            case .failure(let failure): AgentAnswer(failure)
            }
        }
        self.log.record(answer, to: tool, of: agent, took: .now - start)
        return answer
    }

    /// Sends a request in a session, opening one first if there is none.
    func request(_ message: OutgoingMessage, of agent: AgentEndpoint) async -> Result<Reply, RequestFailure> {
        let first = await self.requestOnce(message, of: agent)
        guard case .success((let reply, let session)) = first, reply.deniesSession(session) else {
            return first.map(\.0)
        }
        // Safe to send again, once: the server refused the request for its session, before any tool saw it.
        self.sessions.forget(session, of: AgentKey(agent))
        return await self.requestOnce(message, of: agent).map(\.0)
    }

    private func requestOnce(
        _ message: OutgoingMessage, of agent: AgentEndpoint
    ) async -> Result<(Reply, Session), RequestFailure> {
        do throws(OutboundFailure) {
            let url = try self.exchange.outbound.policy.accept(agent.url)
            let handshake = Handshake(exchange: self.exchange, agent: agent) { self.nextID() }
            let outcome = await self.sessions.value(for: AgentKey(agent)) { known in
                await handshake.open(url, known: known?.url)
            }
            switch outcome {
            case .failure(let failure):
                return .failure(.preparation(failure))
            case .success(let session):
                let reply = try await self.exchange.post(
                    message, to: session.url, in: session, bearerToken: agent.bearerToken, signedFor: agent)
                if let code = reply.statelessRefusal(in: session) {
                    self.sessions.forget(session, of: AgentKey(agent))
                    return .failure(.preparation(.statelessRefused(code)))
                }
                return .success((reply, session))
            }
        } catch {
            return .failure(.outbound(error))
        }
    }

    func nextID() -> Int {
        self.lastID.wrappingAdd(1, ordering: .relaxed).newValue
    }
}
