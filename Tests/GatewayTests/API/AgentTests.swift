import AdCP
import Database
import struct Database.AgentCapabilities
import Foundation
import Gateway
import HTTPTypes
import HummingbirdTesting
import TestSupport
import Testing

@Suite(.database) struct AgentTests {
    @Test func `an agent is added, read, changed and listed`() async throws {
        try await TestGateway.with { gateway in
            let added = try await gateway.send(
                .put, "/v1/agents/news.daily",
                body: #"{"url":"https://news.example/mcp","credential":"env:NEWS_TOKEN","webhook_mode":"hmac-sha256"}"#)
            #expect(added.status == .ok)
            #expect(added.json["credential"] == "env:NEWS_TOKEN")
            let url = try #require(added.json["webhook_url"]?.string)
            #expect(url.hasPrefix("\(TestGateway.publicURL)/webhooks/\(gateway.tenant.uuidString.lowercased())/"))

            let changed = try await gateway.send(
                .put, "/v1/agents/news.daily", body: #"{"url":"https://news.example/v2","webhook_mode":null}"#)
            #expect(changed.status == .ok, "\(changed.text)")
            #expect(changed.json["url"] == "https://news.example/v2")
            #expect(changed.json["id"] == added.json["id"])
            #expect(changed.json["webhook_url"]?.string == nil)

            #expect(try await gateway.get("/v1/agents/news.daily").json == changed.json)
            let names = try await gateway.get("/v1/agents").json["agents"]?.array?.compactMap { $0["name"]?.string }
            #expect(names == ["news.daily", "seller"])
        }
    }

    @Test func `an agent is paused, limited and resumed, and who did it is written down`() async throws {
        try await TestGateway.with { gateway in
            let paused = try await gateway.send(
                .post, "/v1/agents/seller/pause", body: #"{"reason":"they asked us to"}"#)
            #expect(paused.status == .ok && paused.json["breaker"]?["paused_at"]?.string != nil, "\(paused.text)")
            let action = paused.json["actions"]?.array?.first
            #expect(action?["actor"] == "key:tests" && action?["reason"] == "they asked us to")
            let limited = try await gateway.send(
                .put, "/v1/agents/seller/limits", body: #"{"most_in_flight":4,"per_second":0.5}"#)
            #expect(limited.json["limits"] == ["most_in_flight": 4, "per_second": 0.5, "burst": 1], "\(limited.text)")
            let resumed = try await gateway.send(.post, "/v1/agents/seller/resume", body: "{}")
            #expect(resumed.json["breaker"]?["paused_at"] == nil)
            #expect(try await gateway.send(.post, "/v1/agents/nobody/pause", body: "{}").status == .notFound)
        }
    }

    @Test(arguments: [
        (#"{"most_in_flight":0}"#, "most_in_flight"), (#"{"most_in_flight":"4"}"#, "most_in_flight"),
        (#"{"per_second":-1}"#, "per_second"), (#"{"per_second":"fast"}"#, "per_second"), (#"{"burst":3}"#, "burst"),
        (#"{"speed":3}"#, "speed"),
    ])
    func `a limit that is none is refused by its name`(body: String, field: String) async throws {
        try await TestGateway.with { gateway in
            let response = try await gateway.send(.put, "/v1/agents/seller/limits", body: body)
            #expect(
                response.status == .unprocessableContent && response.json["field"]?.string == field, "\(response.text)")
        }
    }

    @Test(arguments: [
        (#"{"url":"seller"}"#, "url"), (#"{"url":"ftp://seller.example"}"#, "url"),
        (#"{"url":"https://user:secret@seller.example/"}"#, "url"), (#"{}"#, "url"), (#"{"url":7}"#, "url"),
        (#"{"url":"https://a.example","credential":"s3cr3t"}"#, "credential"),
        (#"{"url":"https://a.example","webhook_mode":"none"}"#, "webhook_mode"),
        (#"{"url":"https://a.example","token":"s3cr3t"}"#, "token"),
        (#"{"url":"https://a.example","protocol":"A2A"}"#, "protocol"),
        (#"{"url":"https://a.example","protocol":true}"#, "protocol"),
        (#"{"url":"https://a.example","mcp_revision":"2024-11-05"}"#, "mcp_revision"),
        (#"{"url":"https://a.example","mcp_revision":20260728}"#, "mcp_revision"),
        (#"{"url":"https://a.example","mcp_revision":"2026-07-28","protocol":"a2a"}"#, "mcp_revision"),
    ])
    func `an agent that is not acceptable is refused by field`(_ body: String, _ field: String) async throws {
        try await TestGateway.with { gateway in
            let response = try await gateway.send(.put, "/v1/agents/other", body: body)
            #expect(response.status == .unprocessableContent)
            #expect(response.json["field"]?.string == field)
            #expect(!response.text.contains("s3cr3t"))
            #expect(try await gateway.get("/v1/agents/other").status == .notFound)
        }
    }

    @Test
    func `an agent is spoken to over MCP unless it says else, and its release is asked for anew when that changes`()
        async throws
    {
        try await TestGateway.with { gateway in
            let first = try await gateway.send(.put, "/v1/agents/other", body: #"{"url":"https://a.example/"}"#)
            #expect(first.json["protocol"] == "mcp")
            let id = try #require(first.json["id"]?.string.flatMap(UUID.init(uuidString:)))
            try await gateway.database.recordCapabilities(
                AgentCapabilities(
                    version: "3.1", supportedVersions: ["3.1"], idempotencySupported: true, replaySeconds: 86_400,
                    pollTool: nil, listTool: nil, document: "{}"),
                of: id, tenant: gateway.tenant)
            let body = #"{"url":"https://a.example/","protocol":"a2a"}"#
            let second = try await gateway.send(.put, "/v1/agents/other", body: body)
            #expect(second.json["protocol"] == "a2a")
            #expect(second.json["adcp_version"] == nil)
            #expect(try await gateway.database.agentConnection(id, tenant: gateway.tenant)?.transport == "a2a")
        }
    }

    @Test func `an agent may be held to a revision of MCP`() async throws {
        try await TestGateway.with { gateway in
            let put = try await gateway.send(
                .put, "/v1/agents/other", body: #"{"url":"https://a.example/","mcp_revision":"2026-07-28"}"#)
            #expect(put.json["mcp_revision"] == "2026-07-28")
            let id = try #require(put.json["id"]?.string.flatMap(UUID.init(uuidString:)))
            let held = try await gateway.database.agentConnection(id, tenant: gateway.tenant)
            #expect(held?.mcpRevision == "2026-07-28")
            let free = try await gateway.send(.put, "/v1/agents/other", body: #"{"url":"https://a.example/"}"#)
            #expect(free.json["mcp_revision"] == nil)
            let asked = try await gateway.database.agentConnection(id, tenant: gateway.tenant)
            #expect(asked?.mcpRevision == nil)
            #expect((asked?.revision ?? 0) > (held?.revision ?? 0))
        }
    }

    @Test func `a name that is none is refused`() async throws {
        try await TestGateway.with { gateway in
            let response = try await gateway.send(
                .put, "/v1/agents/Seller%20One", body: #"{"url":"https://a.example"}"#)
            #expect(response.status == .unprocessableContent)
            #expect(response.json["field"] == "name")
        }
    }

    @Test func `without a webhook key no agent can be asked to call back`() async throws {
        try await TestGateway.with(configure: { $0.webhookKeys = WebhookKeys([]) }) { gateway in
            let response = try await gateway.send(
                .put, "/v1/agents/seller", body: #"{"url":"https://a.example","webhook_mode":"bearer"}"#)
            #expect(response.status == .unprocessableContent)
            #expect(response.json["field"] == "webhook_mode")
        }
    }

    @Test func `without a public URL no agent can be asked to call back`() async throws {
        try await TestGateway.with(configure: { $0.publicURL = nil }) { gateway in
            let response = try await gateway.send(
                .put, "/v1/agents/seller", body: #"{"url":"https://a.example","webhook_mode":"bearer"}"#)
            #expect(response.status == .unprocessableContent)
            #expect(response.json["field"] == "webhook_mode")
        }
    }

    @Test func `keys are put, shown without secrets, and revoked`() async throws {
        try await TestGateway.with { gateway in
            let put = try await gateway.send(
                .put, "/v1/agents/seller/keys", body: #"{"jwks_uri":"https://seller.example/keys"}"#)
            #expect(put.status == .ok)
            #expect(put.json["signing_keys"]?["jwks_uri"] == "https://seller.example/keys")
            let revoked = try await gateway.send(.delete, "/v1/agents/seller/keys/key%201")
            #expect(revoked.json["signing_keys"]?["revoked"] == ["key 1"])
        }
    }

    @Test(arguments: [
        ("{}", "jwks"), (#"{"jwks":{"keys":[]},"jwks_uri":"https://s.example/"}"#, "jwks"),
        (#"{"jwks":{}}"#, "jwks"), (#"{"jwks":{"keys":[{"kty":"OKP"}]}}"#, "jwks"),
        (#"{"jwks":{"keys":[{"kid":"a","d":"secret-of-the-seller"}]}}"#, "jwks"), (#"{"jwks":[]}"#, "jwks"),
        (#"{"jwks_uri":"seller.example"}"#, "jwks_uri"), (#"{"keys":[]}"#, "keys"),
    ])
    func `keys that cannot be are refused by name`(_ body: String, _ field: String) async throws {
        try await TestGateway.with { gateway in
            let response = try await gateway.send(.put, "/v1/agents/seller/keys", body: body)
            #expect(response.status == .badRequest || response.status == .unprocessableContent)
            #expect(response.text.contains(field))
            #expect(!response.text.contains("secret-of-the-seller"))
            #expect(try await gateway.get("/v1/agents/seller").json["signing_keys"] == nil)
        }
    }
}
