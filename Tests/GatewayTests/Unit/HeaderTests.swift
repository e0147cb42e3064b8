import HTTPTypes
import Testing

@testable import Gateway

struct HeaderTests {
    @Test(
        arguments: [
            ("wait=10", 10), ("respond-async, wait=10", 10), ("WAIT=10", 10), ("wait=\"10\"", 10),
            ("wait = 10; foo=1", 10), ("wait=10, wait=20", 10), ("foo=\"a, wait=5\", wait=7", 7), ("wait=0", 0),
            ("", nil), ("wait", nil), ("wait=ten", nil), ("wait=-5", nil), ("waiting=5", nil), ("wait=1e3", nil),
            (#"foo="a\", wait=5""#, nil),
        ] as [(String, Int?)])
    func `a preference to wait is read as RFC 7240 writes it`(_ value: String, _ seconds: Int?) {
        #expect(Preferences([.prefer: value]).wait == seconds)
    }

    @Test func `the first of several headers counts`() {
        var headers: HTTPFields = [:]
        headers.append(HTTPField(name: .prefer, value: "respond-async"))
        headers.append(HTTPField(name: .prefer, value: "wait=3"))
        headers.append(HTTPField(name: .prefer, value: "wait=9"))
        #expect(Preferences(headers).wait == 3)
    }

    @Test(arguments: [
        ("abc", "abc"), ("\"abc\"", "abc"), (#""a\"b\\c""#, #"a"b\c"#), ("\"\"", ""),
    ])
    func `an idempotency key is a quoted string or bare`(_ value: String, _ key: String) throws {
        #expect(try IdempotencyKey.read([.idempotencyKey: value]) == key)
    }

    @Test func `two idempotency keys are refused`() {
        var headers: HTTPFields = [:]
        headers.append(HTTPField(name: .idempotencyKey, value: "a"))
        headers.append(HTTPField(name: .idempotencyKey, value: "b"))
        #expect(throws: Problem.self) { try IdempotencyKey.read(headers) }
    }

    @Test(arguments: ["a", "A-b_c.9", String(repeating: "x", count: 128)])
    func `a well-formed request identifier is kept`(_ id: String) {
        #expect(RequestIdentifier.choose([.requestID: id]) == id)
    }

    @Test(arguments: ["", "a b", "ü", String(repeating: "x", count: 129), "a\"b", "<script>"])
    func `any other is replaced`(_ id: String) {
        let chosen = RequestIdentifier.choose([.requestID: id])
        #expect(chosen != id)
        #expect(chosen.count == 32)
    }

    @Test(arguments: [
        ("application/json", true), ("application/json, text/plain", true), ("text/event-stream", false),
        ("text/event-stream, application/json", false), ("*/*", false), ("", false),
        ("Application/JSON;q=0.9", true),
    ])
    func `JSON is preferred where it is named and streams are not`(_ accept: String, _ isJSON: Bool) {
        #expect(MediaTypes.prefersJSON([.accept: accept]) == isJSON)
    }
}
