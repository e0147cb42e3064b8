import AdCP
import Database
import Foundation
import HTTPTypes
import HummingbirdTesting
import TestSupport
import Testing

/// What belongs to another tenant looks exactly like what does not exist, at every address.
@Suite(.database) struct TenantIsolationTests {
    @Test func `an operation of another tenant does not exist`() async throws {
        try await TestGateway.with { gateway in
            let operation = try await gateway.submit()
            let rival = try await gateway.asAnotherTenant()
            let requests: [(method: HTTPRequest.Method, path: String)] = [
                (.get, operation.path), (.head, operation.path), (.post, operation.path + "/cancel"),
                (.get, operation.path + "/events"),
            ]
            for (method, path) in requests {
                let response = try await rival.send(method, path)
                #expect(response.status == .notFound)
                guard method != .head else { continue }
                let id = operation.id.uuidString.lowercased()
                let missing = try await rival.send(method, path.replacing(id, with: Self.missing))
                #expect(response.json["code"] == "unknown")
                for member in ["code", "title", "status", "field", "hint", "type"] {
                    #expect(response.json[member] == missing.json[member])
                }
                #expect(
                    response.json["detail"]?.string?.replacing(id, with: Self.missing) == missing.json["detail"]?.string
                )
            }
            #expect(try await gateway.get(operation.path).json["cancel_requested_at"]?.string == nil)
            #expect(try await gateway.get(operation.path).json["state"] == "requested")
        }
    }

    private static let missing = "0198c000-0000-7000-8000-000000000000"

    @Test func `lists show the tenant's own only`() async throws {
        try await TestGateway.with { gateway in
            _ = try await gateway.submit()
            let rival = try await gateway.asAnotherTenant()
            #expect(try await rival.get("/v1/operations").json["operations"] == [])
            #expect(try await rival.get("/v1/agents").json["agents"] == [])
        }
    }

    @Test func `an agent of another tenant cannot be read, used or changed`() async throws {
        try await TestGateway.with { gateway in
            let rival = try await gateway.asAnotherTenant()
            #expect(try await rival.get("/v1/agents/seller").status == .notFound)
            let submitted = try await rival.send(.post, "/v1/operations", body: TestGateway.submission())
            #expect(submitted.status == .notFound)
            #expect(submitted.json["field"] == "agent")
            let filtered = try await rival.get("/v1/operations?agent=seller")
            #expect(filtered.status == .notFound)

            let put = try await rival.send(.put, "/v1/agents/seller", body: #"{"url":"https://rival.example"}"#)
            #expect(put.status == .ok)
            #expect(try await gateway.get("/v1/agents/seller").json["url"] == "https://seller.example/mcp")
        }
    }

    @Test func `tenants have their idempotency keys for themselves`() async throws {
        try await TestGateway.with { gateway in
            let rival = try await gateway.asAnotherTenant()
            _ = try await rival.send(.put, "/v1/agents/seller", body: #"{"url":"https://rival.example"}"#)
            let mine = try await gateway.submit(headers: [.idempotencyKey: "one"])
            let theirs = try await rival.submit(headers: [.idempotencyKey: "one"])
            #expect(mine.id != theirs.id)
        }
    }

    @Test func `a page cannot be entered by another tenant's cursor`() async throws {
        try await TestGateway.with { gateway in
            let operation = try await gateway.submit()
            let rival = try await gateway.asAnotherTenant()
            let response = try await rival.get("/v1/operations?before=\(operation.id)")
            #expect(response.json["operations"] == [])
        }
    }
}
