import AdCP
import AgentClient
import Database
import Foundation
import Gateway
import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization
import TestSupport

/// The operator of a test's seller: a web server on this machine with its brand.json, its keys and its list of revoked ones, and the
/// gateway's way to it.
final class Operator: Sendable {
    struct Site: Sendable {
        /// Text by path; what is not there is 404.
        var documents: [String: String] = [:]
        /// Answers 503 at these paths.
        var broken: Set<String> = []
        var visits: [String] = []
    }

    static let brandPath = "/.well-known/brand.json"
    static let keysPath = "/.well-known/jwks.json"

    let port: Int
    let fetcher: PublishedKeys
    let signer: WebhookSigner
    private let site: Mutex<Site>

    private init(port: Int, fetcher: PublishedKeys, site: Site, signer: WebhookSigner) {
        self.port = port
        self.fetcher = fetcher
        self.site = Mutex(site)
        self.signer = signer
    }

    var origin: String { "http://127.0.0.1:\(self.port)" }
    var agentURL: String { "\(self.origin)/mcp" }

    func serve(_ text: String?, at path: String) { self.site.withLock { $0.documents[path] = text } }
    func fail(at path: String, _ isBroken: Bool = true) {
        self.site.withLock { site in
            if isBroken { site.broken.insert(path) } else { site.broken.remove(path) }
        }
    }
    func visits(to path: String) -> Int { self.site.withLock { $0.visits.count { $0 == path } } }

    /// The agent's entry in brand.json.
    func list(jwksURI: String? = nil, more: String = "") {
        let uri = jwksURI.map { #","jwks_uri":"\#($0)""# } ?? ""
        self.serve(
            #"{"agents":[{"type":"sales","id":"a","url":"\#(self.agentURL)"\#(uri)}]\#(more)}"#, at: Self.brandPath)
    }

    func publish(_ signers: [WebhookSigner], at path: String = Operator.keysPath) {
        self.serve(TestGateway.jwks(signers), at: path)
    }

    /// Publishes a list of revoked keys that was made some seconds ago.
    func revoke(_ keys: [String], secondsAgo: Int = 0, interval: Int = 900, by signer: WebhookSigner? = nil) throws {
        let updated = Date().addingTimeInterval(-TimeInterval(secondsAgo))
        let text = try (signer ?? self.signer).revocationList(
            of: keys, issuer: self.origin, updated: updated.formatted(.iso8601),
            nextUpdate: updated.addingTimeInterval(TimeInterval(interval)).formatted(.iso8601))
        self.serve(text, at: RevocationList.path)
    }

    /// Serves an operator that lists its agent and publishes its key and an empty list, while `body` runs.
    static func run<Value: Sendable>(_ body: (Operator) async throws -> Value) async throws -> Value {
        let outbound = OutboundClient(policy: OutboundPolicy(allowsLoopback: true))
        let result: Result<Value, any Error>
        do {
            result = .success(try await Self.run(outbound, body))
        } catch {
            result = .failure(error)
        }
        await outbound.shutdown()
        return try result.get()
    }

    private static func run<Value: Sendable>(
        _ outbound: OutboundClient, _ body: (Operator) async throws -> Value
    ) async throws -> Value {
        let current = Mutex<Operator?>(nil)
        let responder = CallbackResponder<BasicRequestContext> { request, _ in
            current.withLock { $0 }?.answer(request.uri.path) ?? Response(status: .notFound)
        }
        return try await withWebServer(responder) { port in
            let signer = WebhookSigner(generating: .ed25519, keyID: "seller-1")!
            let theOperator = Operator(
                port: port, fetcher: PublishedKeys(outbound: outbound), site: Site(), signer: signer)
            current.withLock { $0 = theOperator }
            theOperator.list()
            theOperator.publish([signer])
            try theOperator.revoke([])
            return try await body(theOperator)
        }
    }

    private func answer(_ path: String) -> Response {
        self.site.withLock { site in
            site.visits.append(path)
            if site.broken.contains(path) { return Response(status: .serviceUnavailable) }
            guard let text = site.documents[path] else { return Response(status: .notFound) }
            return Response(status: .ok, body: .init(byteBuffer: ByteBuffer(string: text)))
        }
    }
}
