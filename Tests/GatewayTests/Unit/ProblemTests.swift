import Hummingbird
import AdCP
import HTTPTypes
import Testing

@testable import Gateway

struct ProblemTests {
    /// The contract that clients branch on: codes and statuses.
    static let statuses: [String: Int] = [
        "malformed_request": 400, "malformed_json": 400, "webhook_body_malformed": 400, "unauthorized": 401,
        "webhook_unauthenticated": 401, "not_found": 404, "unknown": 404, "method_not_allowed": 405,
        "request_timeout": 408, "settled": 409, "stale_generation": 409, "in_progress": 409, "refused": 409,
        "conflict": 409, "webhook_key_conflict": 409,
        "webhook_conflict": 409, "content_too_large": 413, "unsupported_media_type": 415, "invalid_field": 422,
        "idempotency_key_reused": 422, "internal": 500, "overloaded": 503, "too_many_requests": 429, "unavailable": 503,
        "webhook_in_progress": 503,
    ]

    @Test func `every code has the status it always had`() {
        let actual = Dictionary(uniqueKeysWithValues: ProblemCode.allCases.map { ($0.rawValue, $0.status.code) })
        #expect(actual == Self.statuses)
    }

    @Test(arguments: ProblemCode.allCases) func `a problem is rendered as RFC 9457 says`(_ code: ProblemCode) throws {
        let problem = Problem(code, detail: "why", field: "name", hint: "what to do", headers: [.retryAfter: "1"])
        let response = problem.response(requestID: "r1")
        #expect(response.status == code.status)
        #expect(response.headers[.contentType] == "application/problem+json")
        #expect(response.headers[.cacheControl] == "no-store")
        #expect(response.headers[.retryAfter] == "1")
        #expect(
            problem.document(requestID: "r1") == [
                "type": .string("urn:holdfast:problem:\(code.rawValue)"), "title": .string(code.title),
                "status": JSON(code.status.code), "code": .string(code.rawValue), "detail": "why", "field": "name",
                "hint": "what to do", "request_id": "r1",
            ])
    }

    @Test func `what a problem does not know it leaves out`() {
        #expect(
            Problem(.internal).document(requestID: "r1").object?.keys
                == ["type", "title", "status", "code", "request_id"])
    }
}
