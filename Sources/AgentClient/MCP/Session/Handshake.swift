import AdCP

/// Opens a session with an agent, in the way that it is held to or else takes.
struct Handshake: Sendable {
    let exchange: Exchange
    let agent: AgentEndpoint
    let nextID: @Sendable () -> Int

    /// Asks at the agent's URL and, if there is nothing there that speaks MCP, at the forms of it that people mean by it. An agent that is
    /// held to the stateless revision is asked nothing, and its URL has to be the very one.
    ///
    /// - Parameter known: the form that worked last, tried first.
    func open(_ url: OutboundURL, known: OutboundURL?) async -> PreparationCache<Session>.Outcome {
        guard self.agent.mcpRevision != .stateless else { return .success(Self.stateless(at: url)) }
        var first: PreparationFailure?
        for candidate in url.endpoints(startingWith: known) {
            let outcome: PreparationCache<Session>.Outcome?
            do throws(OutboundFailure) {
                outcome = try await self.open(at: candidate, keeping: &first)
            } catch {
                return .failure(PreparationFailure(reason: "MCP handshake: \(error.reason)"))
            }
            if let outcome { return outcome }
        }
        return .failure(first ?? .cancelled)
    }

    /// - Returns: nil if another form of the URL is worth asking; why is kept, if it is the first reason.
    private func open(
        at url: OutboundURL, keeping first: inout PreparationFailure?
    ) async throws(OutboundFailure) -> PreparationCache<Session>.Outcome? {
        let reply = try await self.exchange.post(
            .initialize(self.exchange.client, id: self.nextID()), to: url, bearerToken: self.agent.bearerToken)
        switch reply.content {
        case .result(let result) where reply.isSuccess:
            guard let session = Self.session(at: url, reply, result) else { return .failure(PreparationFailure(reply)) }
            // Whatever the server says to this is of no consequence: if it matters, it will refuse what comes next.
            _ = try await self.exchange.post(.initialized, to: url, in: session, bearerToken: self.agent.bearerToken)
            return .success(session)
        case .error where self.agent.mcpRevision == nil && (reply.isSuccess || reply.status == 400):
            // Perhaps a server that knows no handshakes.
            if let session = try await self.discover(at: url) { return .success(session) }
            return .failure(PreparationFailure(reply))
        default:
            if !reply.suggestsOtherURL { return .failure(PreparationFailure(reply)) }
            first = first ?? PreparationFailure(reply)
            return nil
        }
    }

    private static func session(at url: OutboundURL, _ reply: Reply, _ result: JSON) -> Session? {
        guard let version = result["protocolVersion"]?.string, MCPRelease.isRelease(version),
            version != MCPRelease.stateless, reply.sessionID.map(Session.isIdentifier) ?? true
        else { return nil }
        return Session(url: url, id: reply.sessionID, version: version)
    }

    private static func stateless(at url: OutboundURL) -> Session {
        Session(url: url, id: nil, version: MCPRelease.stateless)
    }

    private func discover(at url: OutboundURL) async throws(OutboundFailure) -> Session? {
        let session = Self.stateless(at: url)
        let reply = try await self.exchange.post(
            .discover(id: self.nextID()), to: url, in: session, bearerToken: self.agent.bearerToken)
        guard case .result(let result) = reply.content, reply.isSuccess,
            result["supportedVersions"]?.array?.contains(.string(MCPRelease.stateless)) == true
        else { return nil }
        return session
    }
}

extension Reply {
    /// Nothing at this URL speaks MCP, but something else is there.
    fileprivate var suggestsOtherURL: Bool {
        switch (self.status, self.content) {
        case (200..<300, .none), (300..<400, _), (404, _), (405, _): true
        default: false
        }
    }
}
