import AdCP
import struct Foundation.Date

/// Asks publishers which keys they pin for an agent.
struct PublisherDocuments: Sendable {
    let documents: DocumentClient

    /// - Parameter agentURL: from our registry; its scheme is the one that the publisher is asked by.
    func pins(for agentURL: String, by publisher: String) async throws(PinRefusal) -> PublisherPins {
        guard let scheme = try? OutboundURL(parsing: agentURL).scheme else { throw .unreachable }
        let asked = "\(scheme.rawValue)://\(publisher)\(AuthorizedAgents.wellKnownPath)"
        let now = Int64(Date().timeIntervalSince1970)
        var document = try AuthorizedAgents(await self.wellKnown(asked), at: now)
        if let location = document.authoritativeLocation {
            // What that one says of a third place is not read.
            document = try AuthorizedAgents(await self.document(at: location), at: now)
        }
        return try document.pins(for: agentURL, by: publisher)
    }

    private func wellKnown(_ asked: String) async -> DocumentAnswer {
        var (url, hops) = (asked, 0)
        var answer = await self.document(at: url)
        while case .redirect(let location) = answer, hops < PublisherRedirect.maximumHops,
            let target = PublisherRedirect.target(asked: asked, from: url, to: location)
        {
            (url, hops) = (target, hops + 1)
            answer = await self.document(at: url)
        }
        return answer
    }

    private func document(at url: String) async -> DocumentAnswer {
        guard CanonicalURI.isPlain(url) else { return .unavailable }
        return await self.documents.get(url, accepting: "application/json", limit: AuthorizedAgents.maximumLength)
    }
}

extension AuthorizedAgents {
    fileprivate init(_ answer: DocumentAnswer, at now: Int64) throws(PinRefusal) {
        switch answer {
        case .text(let text): try self.init(parsing: text, at: now)
        case .unreadable: throw .malformed
        case .absent, .redirect, .unavailable: throw .unreachable
        }
    }
}
