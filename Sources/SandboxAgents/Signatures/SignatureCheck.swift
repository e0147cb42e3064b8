import AdCP
import AsyncHTTPClient
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// Holds calls that change something against AdCP's profile for signed requests, as a seller does that requires it.
actor SignatureCheck {
    /// What the seller says of it in its capabilities.
    static let capability: JSON = [
        "supported": true, "covers_content_digest": "required",
        "required_for": .array(SignatureCheck.tasks.sorted().map { .string($0) }), "warn_for": [],
        "supported_for": ["get_products"],
    ]
    private static let tasks: Set<String> = [
        "create_media_buy", "update_media_buy", "sync_creatives", "build_creative",
    ]

    private let keysURL: String
    private let client: HTTPClient
    private let newest: Version
    private var keys: [String: JSONWebKey] = [:]
    private var nonces: Set<[String]> = []

    init(keysURL: String, client: HTTPClient, versions: [Version]) {
        self.keysURL = keysURL
        self.client = client
        self.newest = versions.max() ?? Version(3, 0)
    }

    /// Why a call is not taken; nil where it is, or needs no signature.
    func fault(
        of tool: String, _ arguments: JSONObject?, _ request: Request, _ body: [UInt8]
    ) async -> RequestSignatureError? {
        guard let policy = RequestSigning(Self.capability) else { return nil }
        let headers = request.headers.map { ($0.name.rawName, $0.value) }
        let isSigned = headers.contains { ["signature", "signature-input"].contains($0.0.lowercased()) }
        guard isSigned || policy.wants(tool, to: .required) else { return nil }
        let signed = SignedMessage(
            method: request.method.rawValue, target: request.uri.string, authority: request.head.authority,
            baseURL: "http://\(request.head.authority ?? "")", message: WebhookRequest(headers: headers, body: body))
        do throws(RequestSignatureError) {
            let signature = try RequestSignature(
                signed, by: policy, version: self.version(of: arguments), at: Int64(Date().timeIntervalSince1970))
            let verified = try signature.verify(key: await self.key(signature.keyID))
            guard self.nonces.insert([verified.keyID, verified.nonce]).inserted else { throw .replayed }
            return nil
        } catch {
            return error
        }
    }

    /// By the release that the call is pinned to: it decides how signatures are written, and no more, since the digest is required in all.
    private func version(of arguments: JSONObject?) -> ProtocolVersion {
        ProtocolVersion(arguments?["adcp_version"]?.string) ?? ProtocolVersion(self.newest.text)
            ?? .fallback
    }

    private func key(_ id: String) async -> JSONWebKey? {
        if let key = self.keys[id] { return key }
        guard let response = try? await self.client.execute(HTTPClientRequest(url: self.keysURL), timeout: .seconds(5)),
            let body = try? await response.body.collect(upTo: 64 << 10),
            let json = try? JSON(parsing: body.readableBytesView)
        else { return nil }
        self.keys = JSONWebKey.set(json) ?? [:]
        return self.keys[id]
    }
}
