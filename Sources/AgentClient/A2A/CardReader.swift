import AdCP
import NIOCore
import NIOHTTP1

/// Reads an agent's card where it may be: below the agent's address or at its origin, under the present name or the one before.
struct CardReader: Sendable {
    let outbound: OutboundClient
    let client: ClientInformation

    func read(_ agent: AgentEndpoint) async -> Result<A2ARoute, PreparationFailure> {
        do throws(PreparationFailure) {
            let address: OutboundURL
            do {
                address = try self.outbound.policy.accept(agent.url)
            } catch {
                throw PreparationFailure(reason: error.reason)
            }
            var first: PreparationFailure?
            for url in address.cardURLs {
                do throws(PreparationFailure) {
                    let card = try await self.card(at: url, bearerToken: agent.bearerToken)
                    return .success(try A2ARoute(card, of: address))
                } catch {
                    first = first ?? error
                    guard error.isAbsence, !Task.isCancelled else { throw error }
                }
            }
            throw first ?? .cancelled
        } catch {
            return .failure(error)
        }
    }

    private func card(at url: OutboundURL, bearerToken: String?) async throws(PreparationFailure) -> AgentCard {
        var headers: HTTPHeaders = ["accept": "application/json", "user-agent": self.client.userAgent]
        if let bearerToken {
            headers.add(name: "authorization", value: "Bearer \(bearerToken)")
        }
        let request = OutboundRequest(method: .GET, url: url, headers: headers)
        let answer: Answer
        do {
            answer = try await self.outbound.send(request) { response in
                guard response.status == 200 else {
                    return .refused(response.status, response.headers.retryAfterSeconds)
                }
                return .body(try await response.wholeBody(limit: AgentCard.maximumLength))
            }
        } catch {
            throw PreparationFailure(reason: "agent card: \(error.reason)")
        }
        switch answer {
        case .refused(let status, let seconds):
            throw PreparationFailure(
                reason: "agent card: HTTP \(status)", status: status, retryAfterSeconds: seconds,
                isRefusal: 300..<500 ~= status && ![408, 425, 429].contains(status))
        case .body(let body):
            guard let json = try? JSON(parsing: body.readableBytesView) else {
                throw PreparationFailure(reason: "the agent card isn't JSON as we take it", isRefusal: true)
            }
            do {
                return try AgentCard(json)
            } catch {
                throw PreparationFailure(reason: error.description, isRefusal: true)
            }
        }
    }

    private enum Answer: Sendable {
        case body(ByteBuffer)
        case refused(Int, Int?)
    }
}

extension PreparationFailure {
    /// Nothing is there, so that it is worth looking elsewhere.
    fileprivate var isAbsence: Bool { [404, 405, 410].contains(self.status) }
}

extension OutboundURL {
    /// Where the card of an agent at this address may be. People register the card's own address, too.
    var cardURLs: [OutboundURL] {
        var base = self.path.hasSuffix("/") ? String(self.path.dropLast()) : self.path
        for name in AgentCard.paths where base.hasSuffix(name) { base.removeLast(name.count) }
        var urls: [OutboundURL] = []
        for path in AgentCard.paths.flatMap({ [base + $0, $0] }) {
            let url = OutboundURL(scheme: self.scheme, host: self.host, port: self.port, path: path, query: "")
            if !urls.contains(url) { urls.append(url) }
        }
        return urls
    }
}
