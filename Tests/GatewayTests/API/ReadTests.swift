import AdCP
import Database
import Foundation
import NIOCore
import HTTPTypes
import HummingbirdTesting
import TestSupport
import Testing

@Suite(.database) struct ReadTests {
    @Test func `an operation is read with its version as a weak tag`() async throws {
        try await TestGateway.with { gateway in
            let operation = try await gateway.submit()
            let response = try await gateway.get(operation.path)
            #expect(response.status == .ok)
            #expect(response.json["state"] == "requested")
            #expect(response.headers[.eTag] == "W/\"1\"")
            #expect(response.headers[.contentType] == "application/json")
        }
    }

    @Test(arguments: ["W/\"1\"", "\"1\"", "W/\"7\", W/\"1\"", "*"])
    func `a client that has the version is told so`(_ tag: String) async throws {
        try await TestGateway.with { gateway in
            let operation = try await gateway.submit()
            let response = try await gateway.get(operation.path, headers: [.ifNoneMatch: tag])
            #expect(response.status == .notModified)
            #expect(response.headers[.eTag] == "W/\"1\"")
            #expect(response.body.readableBytes == 0)
        }
    }

    @Test func `a client that has an older version gets the new one`() async throws {
        try await TestGateway.with { gateway in
            let operation = try await gateway.submit()
            try await gateway.settle(operation)
            let response = try await gateway.get(operation.path, headers: [.ifNoneMatch: "W/\"1\""])
            #expect(response.status == .ok)
            #expect(response.json["state"] == "completed")
            #expect(response.json["result"]?["media_buy_id"] == "mb-1")
            let version = try #require(response.json["version"]?.int)
            #expect(response.headers[.eTag] == "W/\"\(version)\"")
        }
    }

    @Test func `HEAD says what GET would, without a body`() async throws {
        try await TestGateway.with { gateway in
            let operation = try await gateway.submit()
            for path in [operation.path, "/v1/operations", "/v1/agents", operation.path + "/events", "/livez"] {
                let response = try await gateway.send(.head, path)
                #expect(response.status == .ok)
                #expect(response.body.readableBytes == 0)
            }
            let missing = try await gateway.send(.head, "/nowhere")
            #expect(missing.status == .notFound)
            #expect(missing.body.readableBytes == 0)
        }
    }

    @Test func `operations are listed newest first, a page at a time`() async throws {
        try await TestGateway.with { gateway in
            var submitted: [String] = []
            for _ in 0..<3 {
                submitted.insert(try await gateway.submit().id.uuidString.lowercased(), at: 0)
            }
            let first = try await gateway.get("/v1/operations?limit=2")
            let next = try #require(first.json["next"]?.string)
            let second = try await gateway.get("/v1/operations?limit=2&before=\(next)")
            let listed = [first, second].flatMap { $0.json["operations"]?.array ?? [] }.compactMap { $0["id"]?.string }
            #expect(listed == submitted)
            #expect(second.json["next"]?.string == nil)
        }
    }

    @Test func `every filter of the list works`() async throws {
        try await TestGateway.with { gateway in
            let open = try await gateway.submit()
            let done = try await gateway.submit()
            let paused = try await gateway.submit()
            try await gateway.settle(done)
            try await gateway.observe(paused, "input_required")
            let cases: [(query: String, found: [String])] = [
                ("state=completed", [done.path]), ("state=requested&state=completed", [done.path, open.path]),
                ("state=input-required", [paused.path]), ("attention=true", [paused.path]),
                ("attention=false", [done.path, open.path]),
                ("agent=seller&task_type=create_media_buy", [paused.path, done.path, open.path]),
                ("task_type=update_media_buy", []),
            ]
            for (query, found) in cases {
                let response = try await gateway.get("/v1/operations?\(query)")
                let paths = (response.json["operations"]?.array ?? []).compactMap { $0["id"]?.string }
                #expect(paths.map { "/v1/operations/\($0)" } == found, "\(query)")
            }
            let unknown = try await gateway.get("/v1/operations?agent=nobody")
            #expect(unknown.status == .notFound)
            #expect(unknown.json["field"] == "agent")
        }
    }
}
