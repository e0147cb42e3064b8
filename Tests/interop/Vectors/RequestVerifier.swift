import AdCP
import Foundation
import Testing

/// A seller in the state that a vector demands: its policy, its buyer's keys, its nonces.
struct RequestVerifier {
    let policy: RequestSigning
    let version: ProtocolVersion
    private let keys: [String: JSONWebKey]
    private let revoked: Set<String>
    private let nonceStore: NonceStoreState
    private let seen: Set<[String]>
    private let now: Int64

    init(of vector: Vector) async throws {
        self.policy = try #require(RequestSigning(vector["verifier_capability"]))
        self.version = try #require(ProtocolVersion(vector["signing_profile_version"]?.string))
        let published = try await Self.publishedKeys()
        let wanted = vector["jwks_ref"]?.array?.compactMap(\.string)
        let keys =
            vector["jwks_override"]?["keys"]?.array
            ?? published.filter { wanted?.contains($0["kid"]?.string ?? "") ?? false }
        self.keys = try #require(JSONWebKey.set(.object(["keys": .array(keys)])))
        let state = vector["test_harness_state"]
        self.revoked = Set(
            (state?["revocation_list"]?["revoked_kids"] ?? state?["revoked_kids"])?.array?.compactMap(\.string) ?? [])
        self.nonceStore = state?["replay_cache_per_keyid_cap_hit"] == nil ? .roomy : .full
        self.seen = try Set(
            (state?["replay_cache_entries"]?.array ?? []).map { entry in
                [try #require(entry["keyid"]?.string), try #require(entry["nonce"]?.string)]
            })
        self.now = try Int64(#require(vector["reference_now"]?.int))
    }

    @discardableResult
    func verify(_ message: SignedMessage) throws(RequestSignatureError) -> VerifiedSignature {
        let signature = try RequestSignature(message, by: self.policy, version: self.version, at: self.now)
        let verified = try signature.verify(
            key: self.keys[signature.keyID], revocations: .known(revoked: self.revoked), nonceStore: self.nonceStore)
        guard !self.seen.contains([verified.keyID, verified.nonce]) else { throw .replayed }
        return verified
    }

    /// The suite's keys, with their private halves.
    static func publishedKeys() async throws -> [JSON] {
        let file = try await PackageEnvironment.testVectors().appending(path: "request-signing/keys.json")
        return try #require(JSON(parsing: Data(contentsOf: file))["keys"]?.array)
    }
}

extension Vector {
    /// The vector's request as it comes to the seller, whose address is the request's own.
    func message() throws -> SignedMessage {
        let request = try #require(self["request"])
        let url = try #require(request["url"]?.string)
        let authority = url.dropFirst("https://".count).prefix { $0 != "/" }
        let headers = try #require(request["headers"]?.object).map { name, value in
            (name: name, value: try #require(value.string))
        }
        return SignedMessage(
            method: try #require(request["method"]?.string), target: String(url[authority.endIndex...]),
            authority: headers.first { $0.name == "Host" }?.value ?? String(authority),
            baseURL: String(url[..<authority.endIndex]),
            message: WebhookRequest(headers: headers, body: Array(request["body"]?.string?.utf8 ?? "".utf8)))
    }
}
