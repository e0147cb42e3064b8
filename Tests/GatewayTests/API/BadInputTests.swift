import AdCP
import HTTPTypes
import HummingbirdTesting
import NIOCore
import TestSupport
import Testing

/// What cannot be read is 400, what can be read and is not acceptable is 422, and the field is named.
@Suite(.database) struct BadInputTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let name: String
        let body: String
        let status: HTTPResponse.Status
        let code: String
        var field: String?
        var testDescription: String { self.name }
    }

    static let submissions = [
        Case(name: "malformed JSON", body: #"{"agent":"seller","#, status: .badRequest, code: "malformed_json"),
        Case(name: "nothing", body: "", status: .badRequest, code: "malformed_json"),
        Case(name: "text after the value", body: "{} {}", status: .badRequest, code: "malformed_json"),
        Case(
            name: "a member given twice", body: #"{"agent":"seller","agent":"other"}"#, status: .badRequest,
            code: "malformed_json"),
        Case(
            name: "a member given twice, deep inside",
            body: #"{"agent":"seller","task_type":"create_media_buy","request":{"a":[{"b":1,"b":2}]}}"#,
            status: .badRequest, code: "malformed_json"),
        Case(
            name: "NUL, which PostgreSQL cannot keep",
            body: #"{"agent":"seller","task_type":"create_media_buy","request":{"a":"\u0000"}}"#,
            status: .badRequest, code: "malformed_json"),
        Case(name: "an array", body: "[]", status: .unprocessableContent, code: "invalid_field"),
        Case(
            name: "no agent", body: #"{"task_type":"create_media_buy","request":{}}"#, status: .unprocessableContent,
            code: "invalid_field", field: "agent"),
        Case(
            name: "an agent that is a number", body: #"{"agent":1,"task_type":"create_media_buy","request":{}}"#,
            status: .unprocessableContent, code: "invalid_field", field: "agent"),
        Case(
            name: "an unknown member",
            body: #"{"agent":"seller","task_type":"create_media_buy","request":{},"wait":1}"#,
            status: .unprocessableContent, code: "invalid_field", field: "wait"),
        Case(
            name: "a request that is a string",
            body: #"{"agent":"seller","task_type":"create_media_buy","request":"{}"}"#,
            status: .unprocessableContent, code: "invalid_field", field: "request"),
        Case(
            name: "a task that is none", body: #"{"agent":"seller","task_type":"Create Media Buy","request":{}}"#,
            status: .unprocessableContent, code: "invalid_field", field: "task_type"),
        Case(
            name: "a member that is ours to set",
            body: #"{"agent":"seller","task_type":"create_media_buy","request":{"idempotency_key":"x"}}"#,
            status: .unprocessableContent, code: "invalid_field", field: "request.idempotency_key"),
        Case(
            name: "an account that is no object",
            body: #"{"agent":"seller","task_type":"create_media_buy","request":{"account":"acme"}}"#,
            status: .unprocessableContent, code: "invalid_field", field: "request.account"),
        Case(
            name: "a deadline in the past",
            body: #"{"agent":"seller","task_type":"create_media_buy","request":{},"deadline_seconds":0}"#,
            status: .unprocessableContent, code: "invalid_field", field: "deadline_seconds"),
        Case(
            name: "a deadline that is no number",
            body: #"{"agent":"seller","task_type":"create_media_buy","request":{},"deadline_seconds":"1h"}"#,
            status: .unprocessableContent, code: "invalid_field", field: "deadline_seconds"),
        Case(
            name: "a webhook flag that is no flag",
            body: #"{"agent":"seller","task_type":"create_media_buy","request":{},"webhook":"yes"}"#,
            status: .unprocessableContent, code: "invalid_field", field: "webhook"),
        Case(
            name: "an unknown agent", body: TestGateway.submission(agent: "nobody"), status: .notFound, code: "unknown",
            field: "agent"),
        Case(
            name: "an agent's name with quotes in it", body: TestGateway.submission(agent: #"x' or 'a'='a"#),
            status: .notFound, code: "unknown", field: "agent"),
    ]

    @Test(arguments: submissions) func `a bad submission is refused and leaves nothing`(_ bad: Case) async throws {
        try await TestGateway.with { gateway in
            let response = try await gateway.send(.post, "/v1/operations", body: bad.body)
            #expect(response.status == bad.status)
            #expect(response.problemCode == bad.code)
            #expect(response.json["field"]?.string == bad.field)
            #expect(try await gateway.get("/v1/operations").json["operations"] == [])
        }
    }

    @Test func `malformed JSON is placed`() async throws {
        try await TestGateway.with { gateway in
            let response = try await gateway.send(.post, "/v1/operations", body: #"{"agent" "seller"}"#)
            #expect(response.json["detail"]?.string?.contains("byte 9") == true)
        }
    }

    @Test func `a body that is not declared as JSON is refused before it is read`() async throws {
        try await TestGateway.with { gateway in
            for type in ["text/plain", "application/json; charset=latin1", "application/jsonx", ""] {
                let response = try await gateway.send(
                    .post, "/v1/operations", headers: [.contentType: type], body: TestGateway.submission())
                #expect(response.status == .unsupportedMediaType)
                #expect(response.problemCode == "unsupported_media_type")
            }
            let compressed = try await gateway.send(
                .post, "/v1/operations", headers: [.contentEncoding: "gzip"], body: TestGateway.submission())
            #expect(compressed.status == .unsupportedMediaType)
            let declared = try await gateway.send(
                .post, "/v1/operations", headers: [.contentType: "Application/JSON ; charset=\"UTF-8\""],
                body: TestGateway.submission())
            #expect(declared.status == .created)
        }
    }

    @Test func `a body above the limit is refused`() async throws {
        try await TestGateway.with { gateway in
            let request = #"{"note":"\#(String(repeating: "x", count: 1 << 20))"}"#
            let response = try await gateway.send(
                .post, "/v1/operations", body: TestGateway.submission(request: request))
            #expect(response.status == .contentTooLarge)
            #expect(response.problemCode == "content_too_large")
        }
    }

    @Test func `a body just below the limit is taken whole`() async throws {
        try await TestGateway.with { gateway in
            let note = String(repeating: "x", count: (1 << 20) - 200)
            let response = try await gateway.send(
                .post, "/v1/operations", body: TestGateway.submission(request: #"{"note":"\#(note)"}"#))
            #expect(response.status == .created)
            #expect(response.json["request"]?["note"]?.string == note)
        }
    }

    @Test(arguments: [
        ("/v1/operations?state=done", "state"), ("/v1/operations?limit=0", "limit"),
        ("/v1/operations?limit=many", "limit"), ("/v1/operations?limit=1&limit=2", "limit"),
        ("/v1/operations?before=yesterday", "before"), ("/v1/operations?attention=maybe", "attention"),
        ("/v1/operations?status=completed", "status"), ("/v1/agents?page=2", "page"),
    ])
    func `a query parameter that means nothing is refused by name`(_ path: String, _ field: String) async throws {
        try await TestGateway.with { gateway in
            let response = try await gateway.get(path)
            #expect(response.status == .unprocessableContent)
            #expect(response.problemCode == "invalid_field")
            #expect(response.json["field"]?.string == field)
        }
    }

    @Test func `an unreadable query is refused`() async throws {
        try await TestGateway.with { gateway in
            let response = try await gateway.get("/v1/operations?agent=%zz")
            #expect(response.status == .badRequest)
            #expect(response.problemCode == "malformed_request")
        }
    }

    @Test(arguments: ["\u{1}", "ключ", String(repeating: "k", count: 256), "\"half"])
    func `an idempotency key that is none is refused`(_ key: String) async throws {
        try await TestGateway.with { gateway in
            let response = try await gateway.send(
                .post, "/v1/operations", headers: HTTPFields([HTTPField(name: .idempotencyKey, value: key)]),
                body: TestGateway.submission())
            #expect(response.status == .unprocessableContent)
            #expect(response.json["field"] == "Idempotency-Key")
        }
    }

    @Test func `an address that does not exist is not found`() async throws {
        try await TestGateway.with { gateway in
            for path in ["/", "/v1", "/v1/operation", "/v1/operations/x/y/z", "/v2/operations"] {
                let response = try await gateway.get(path)
                #expect(response.status == .notFound)
                #expect(response.problemCode == "not_found")
            }
        }
    }

    @Test(arguments: [
        (HTTPRequest.Method.delete, "/v1/operations", "GET, HEAD, POST"),
        (.get, "/v1/operations/x/cancel", "POST"), (.post, "/v1/agents/seller", "GET, HEAD, PUT"),
        (.put, "/livez", "GET, HEAD"), (.options, "/v1/agents", "GET, HEAD"),
        (HTTPRequest.Method("PROPFIND")!, "/webhooks/a/b", "POST"),
    ])
    func `a method that an address does not have is refused with those it has`(
        _ method: HTTPRequest.Method, _ path: String, _ allowed: String
    ) async throws {
        try await TestGateway.with { gateway in
            let response = try await gateway.send(method, path)
            #expect(response.status == .methodNotAllowed)
            #expect(response.headers[.allow] == allowed)
            #expect(response.problemCode == "method_not_allowed")
        }
    }

    @Test func `an operation that is not one is unknown`() async throws {
        try await TestGateway.with { gateway in
            for id in ["x", "00000000-0000-0000-0000-000000000000", "%27"] {
                let response = try await gateway.get("/v1/operations/\(id)")
                #expect(response.status == .notFound)
                #expect(response.problemCode == "unknown")
                #expect(response.json["field"] == "operation")
            }
        }
    }
}
