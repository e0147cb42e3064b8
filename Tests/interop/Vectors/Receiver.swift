import AdCP
import Foundation
import Testing

/// A receiver in the state that a vector demands: its keys, its revocation list, its nonce store.
struct Receiver {
    private let keys: [String: JSONWebKey]
    private let revocations: RevocationState
    private let nonceStore: NonceStoreState
    private let seen: Set<[String]>
    private let now: Int64

    init(of vector: Vector) async throws {
        let wanted = try #require(vector["jwks_ref"]?.array).compactMap(\.string)
        var published: [String: JSON] = [:]
        for key in try await Self.publishedKeys() {
            published[try #require(key["kid"]?.string)] = key
        }
        for (id, key) in vector["jwks_override"]?.object ?? [:] {
            published[id] = key
        }
        let set = JSON.object(["keys": .array(try wanted.map { try #require(published[$0]) })])
        self.keys = try #require(JSONWebKey.set(set))

        let state = vector["test_harness_state"]
        let isStale = state?["revocation_list_stale_seconds"]?.int ?? 0 > 0
        let revoked = state?["revoked_kids"]?.array?.compactMap(\.string) ?? []
        self.revocations = isStale ? .stale : .known(revoked: Set(revoked))
        self.nonceStore = state?["per_keyid_cap_filled_for"] == nil ? .roomy : .full
        self.seen = try Set(
            (state?["replay_cache_entries"]?.array ?? []).map { entry in
                [try #require(entry["keyid"]?.string), try #require(entry["nonce"]?.string)]
            })
        self.now = try Int64(#require(vector["reference_now"]?.int))
    }

    /// All checks but the last, in order.
    @discardableResult
    func verify(_ webhook: SignedMessage) throws(WebhookSignatureError) -> VerifiedSignature {
        let signature = try WebhookSignature(webhook, at: self.now)
        let verified = try signature.verify(
            key: self.keys[signature.keyID], revocations: self.revocations, nonceStore: self.nonceStore)
        guard !self.seen.contains([verified.keyID, verified.nonce]) else { throw .replayed }
        return verified
    }

    /// The suite's keys, with their private halves.
    static func publishedKeys() async throws -> [JSON] {
        let file = try await PackageEnvironment.testVectors().appending(path: "webhook-signing/keys.json")
        let json = try JSON(parsing: Data(contentsOf: file))
        return try #require(json["keys"]?.array)
    }
}

extension Vector {
    /// The vector's request as it would come to a server that is known by the request's own address.
    func webhook() throws -> SignedMessage {
        let request = try #require(self["request"])
        let url = try #require(request["url"]?.string)
        let authority = url.dropFirst("https://".count).prefix { $0 != "/" }
        return SignedMessage(
            method: try #require(request["method"]?.string), target: String(url[authority.endIndex...]),
            authority: String(authority), baseURL: String(url[..<authority.endIndex]),
            message: WebhookRequest(
                headers: try #require(request["headers"]?.object).map { name, value in
                    (name, try #require(value.string))
                },
                body: Array(try #require(request["body"]?.string).utf8)))
    }
}
