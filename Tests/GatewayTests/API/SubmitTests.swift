import AdCP
import Foundation
import HTTPTypes
import HummingbirdTesting
import TestSupport
import Testing

@Suite(.database) struct SubmitTests {
    @Test func `a submission is answered with the operation and its address`() async throws {
        try await TestGateway.with { gateway in
            let response = try await gateway.send(.post, "/v1/operations", body: TestGateway.submission())
            #expect(response.status == .created)
            #expect(response.json["state"] == "requested")
            #expect(response.json["agent"] == "seller")
            #expect(response.json["request"]?["packages"] == [])
            let id = try #require(response.json["id"]?.string)
            #expect(response.headers[.location] == "/v1/operations/\(id)")
            #expect(response.headers[.eTag] == "W/\"1\"")
            #expect(response.headers[.preferenceApplied] == nil)
        }
    }

    @Test func `the same key gives the same operation, once created and then found`() async throws {
        try await TestGateway.with { gateway in
            let headers: HTTPFields = [.idempotencyKey: "\"spring-1\""]
            let first = try await gateway.send(
                .post, "/v1/operations", headers: headers, body: TestGateway.submission())
            let again = try await gateway.send(
                .post, "/v1/operations", headers: [.idempotencyKey: "spring-1"], body: TestGateway.submission())
            #expect(first.status == .created)
            #expect(again.status == .ok)
            #expect(again.json["id"] == first.json["id"])
            #expect(again.headers[.location] == first.headers[.location])
            #expect(first.json["idempotency_key"] == "spring-1")
        }
    }

    @Test func `submissions that race under one key make one operation`() async throws {
        try await TestGateway.with { gateway in
            let answers = try await withThrowingTaskGroup(of: TestResponse.self) { group in
                for _ in 0..<10 {
                    group.addTask {
                        try await gateway.send(
                            .post, "/v1/operations", headers: [.idempotencyKey: "race"],
                            body: TestGateway.submission())
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.filter { $0.status == .created }.count == 1)
            #expect(answers.filter { $0.status == .ok }.count == 9)
            #expect(Set(answers.compactMap { $0.json["id"]?.string }).count == 1)
        }
    }

    @Test func `a key that was used for another request is refused`() async throws {
        try await TestGateway.with { gateway in
            let headers: HTTPFields = [.idempotencyKey: "spring-1"]
            _ = try await gateway.submit(headers: headers)
            let response = try await gateway.send(
                .post, "/v1/operations", headers: headers, body: TestGateway.submission(request: #"{"packages":[1]}"#))
            #expect(response.status == .unprocessableContent)
            #expect(response.problemCode == "idempotency_key_reused")
            #expect(response.json["field"] == "Idempotency-Key")
        }
    }

    @Test func `numbers and member order of the request survive`() async throws {
        try await TestGateway.with { gateway in
            let response = try await gateway.send(
                .post, "/v1/operations",
                body: TestGateway.submission(request: #"{"budget":12345678901234567890.10,"z":1,"a":"ü\u0001"}"#))
            #expect(response.status == .created)
            #expect(response.text.contains("12345678901234567890.10"))
            #expect(response.json["request"]?["a"] == "ü\u{1}")
        }
    }

    @Test func `a deadline and no webhook can be asked for`() async throws {
        try await TestGateway.with { gateway in
            let body =
                #"{"agent":"seller","task_type":"create_media_buy","request":{},"deadline_seconds":60,"webhook":false}"#
            let response = try await gateway.send(.post, "/v1/operations", body: body)
            #expect(response.status == .created)
            #expect(response.json["has_webhook"] == false)
            let format = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
            let created = try Date(try #require(response.json["created_at"]?.string), strategy: format)
            let deadline = try Date(try #require(response.json["deadline_at"]?.string), strategy: format)
            #expect(deadline.timeIntervalSince(created).rounded() == 60)
        }
    }
}
