public import AdCP
import struct Foundation.Date

/// Asks agents, their operators and publishers whose keys are where, which were revoked and which are pinned.
///
/// Give it an outbound client that connects within five seconds (C §6.4).
public struct PublishedKeys: SigningKeyFetcher {
    private let documents: DocumentClient

    /// C §6.4, JWKS resolution.
    private static let largestSet = 64 << 10

    public init(outbound: OutboundClient) {
        self.documents = DocumentClient(outbound: outbound)
    }

    public func fetch(_ url: String) async -> String? {
        await withDeadline(.now + DocumentClient.timeout, fallback: nil) {
            let answer = await self.documents.get(
                url, accepting: "application/jwk-set+json, application/json", limit: Self.largestSet)
            guard case .text(let text) = answer else { return nil }
            return text
        }
    }

    /// Where the agent's capabilities name a `brand.json`, that one counts and no other.
    public func discover(_ discovery: KeyDiscovery) async -> Result<DiscoveredKeys, DiscoveryRefusal> {
        await withDeadline(.now + DocumentClient.timeout, fallback: .failure(.unreachable)) {
            do throws(DiscoveryRefusal) {
                let found =
                    if let url = discovery.brandJSONURL {
                        Found(try BrandDocument(await self.brandDocument(at: url)), at: url)
                    } else {
                        try await self.followed(self.wellKnownDocument(at: discovery.wellKnownURLs))
                    }
                let now = Int64(Date().timeIntervalSince1970)
                let uri = try discovery.jwksURI(in: found.document, at: found.asked, now: now)
                return .success(DiscoveredKeys(brandJSONURL: found.url, jwksURI: uri))
            } catch {
                return .failure(error)
            }
        }
    }

    public func pins(for agentURL: String, by publisher: String) async -> Result<PublisherPins, PinRefusal> {
        await withDeadline(.now + DocumentClient.timeout, fallback: .failure(.unreachable)) {
            do throws(PinRefusal) {
                return .success(
                    try await PublisherDocuments(documents: self.documents).pins(for: agentURL, by: publisher))
            } catch {
                return .failure(error)
            }
        }
    }

    public func revocationList(of origin: String) async -> RevocationListAnswer {
        await withDeadline(.now + DocumentClient.timeout, fallback: .unreachable) {
            let answer = await self.documents.get(
                origin + RevocationList.path, accepting: "application/json, application/jose",
                limit: RevocationList.maximumLength)
            return switch answer {
            case .text(let text): .list(text)
            case .absent: .absent
            default: .unreachable
            }
        }
    }

    private struct Found {
        let document: BrandDocument
        let asked: String
        let url: String

        init(_ document: BrandDocument, at url: String, asked: String? = nil) {
            self.document = document
            self.url = url
            self.asked = asked ?? url
        }
    }

    /// The document itself, where the operator keeps it elsewhere. What that one says of a third place is not read.
    private func followed(_ found: Found) async throws(DiscoveryRefusal) -> Found {
        guard let url = found.document.elsewhere else { return found }
        return Found(try BrandDocument(await self.brandDocument(at: url)), at: url, asked: found.asked)
    }

    /// The first that is there. A redirect is followed between a domain and its `www` only.
    private func wellKnownDocument(at urls: [String]) async throws(DiscoveryRefusal) -> Found {
        for url in urls {
            var (url, hops) = (url, 0)
            var answer = await self.brandDocument(at: url)
            while case .redirect(let location) = answer, hops < BrandRedirect.maximumHops,
                let target = BrandRedirect.target(from: url, to: location)
            {
                (url, hops) = (target, hops + 1)
                answer = await self.brandDocument(at: url)
            }
            if answer != .absent { return Found(try BrandDocument(answer), at: url) }
        }
        throw .unreachable
    }

    private func brandDocument(at url: String) async -> DocumentAnswer {
        guard CanonicalURI.isPlain(url) else { return .unavailable }
        return await self.documents.get(url, accepting: "application/json", limit: BrandDocument.maximumLength)
    }
}

extension BrandDocument {
    fileprivate init(_ answer: DocumentAnswer) throws(DiscoveryRefusal) {
        switch answer {
        case .text(let text): try self.init(parsing: text)
        case .unreadable: throw .malformed
        case .absent, .redirect, .unavailable: throw .unreachable
        }
    }
}
