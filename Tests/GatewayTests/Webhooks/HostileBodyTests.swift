import AdCP
import Database
import Foundation
import Gateway
import HTTPTypes
import HummingbirdTesting
import InMemoryLogging
import Logging
import NIOCore
import TestSupport
import Testing

/// Bodies that are made to do harm, by a sender that proves itself: over a socket, through the whole gateway.
@Suite(.database, .timeLimit(.minutes(5))) struct HostileBodyTests {
    struct Body: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let bytes: [UInt8]
        let reason: JSONError.Reason

        init(_ description: String, _ text: String, _ reason: JSONError.Reason) {
            self.init(description, Array(text.utf8), reason)
        }

        init(_ description: String, _ bytes: [UInt8], _ reason: JSONError.Reason) {
            self.testDescription = description
            self.bytes = bytes
            self.reason = reason
        }
    }

    static let limit = 1 << 20

    private static func nested(_ open: String, _ depth: Int, _ close: String) -> String {
        String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)
    }

    /// A webhook that is in order but for one text in its result.
    private static func holding(_ text: String) -> String {
        WebhookBody(result: #"{"media_buy_id":"mb_7","confirmed_at":null,"revision":1,"packages":[],"note":\#(text)}"#)
            .text
    }

    static let malformed: [Body] = [
        Body("nothing", "", .unexpectedEnd),
        Body("a name twice", #"{"status":"completed","status":"failed"}"#, .duplicateName),
        Body("a name twice, spelt differently", holding(#"{"a":1,"\u0061":2}"#), .duplicateName),
        Body("a name twice, deep inside", holding(nested(#"{"a":["#, 20, #"],"a":2}"#)), .duplicateName),
        Body("half of a surrogate pair", holding(#""\ud800""#), .loneSurrogate),
        Body("the other half", holding(#""\udc00\ud800""#), .loneSurrogate),
        Body("a number that no double holds", holding("1e400"), .numberOutOfRange),
        Body("a number of absurd length", holding(String(repeating: "9", count: 100_000)), .numberOutOfRange),
        Body("ten thousand arrays deep", holding(nested("[", 10_000, "]")), .tooDeep),
        Body("ten thousand objects deep", holding(nested(#"{"a":"#, 10_000, "}")), .tooDeep),
        Body("arrays to the limit", String(repeating: "[", count: limit), .tooDeep),
        Body("NUL, escaped", holding(#""\u0000""#), .nul),
        Body("NUL", holding("\"\0\""), .nul),
        Body("NUL after the value", WebhookBody().text + "\0", .trailingText),
        Body("a byte order mark", [0xEF, 0xBB, 0xBF] + Array(WebhookBody().text.utf8), .unexpectedCharacter),
        Body("UTF-16", [0xFF, 0xFE] + WebhookBody().text.utf8.flatMap { [$0, 0] }, .unexpectedCharacter),
        Body("two values", WebhookBody().text + WebhookBody().text, .trailingText),
        Body(
            "bytes that are not UTF-8", Array(holding("\"").utf8.dropLast(2)) + [0xFF, 0x22, 0x7D, 0x7D], .invalidUTF8),
        Body(
            "an overlong slash", Array(holding("\"").utf8.dropLast(2)) + [0xC0, 0xAF, 0x22, 0x7D, 0x7D], .invalidUTF8),
        Body("a value that stops", String(WebhookBody().text.dropLast()), .unexpectedEnd),
    ]

    @Test(arguments: malformed)
    func `what two readers could read differently is refused, and changes nothing`(body: Body) async throws {
        try await TestGateway.with(.ahc()) { gateway in
            let sender = try await WebhookSender.registered("hmac-sha256", at: gateway)
            let operation = try await gateway.submit()
            let response = try await sender.sendSigned(body.bytes)
            #expect(response.status == .badRequest)
            #expect(response.problemCode == "webhook_body_malformed")
            let detail = response.json["detail"]?.string ?? ""
            #expect(detail.hasPrefix("webhook_body_malformed: JSON: \(body.reason.rawValue) at byte "))
            try await Self.expectUntouched(operation, sender)
        }
    }

    @Test func `a body is taken up to a megabyte and refused above`() async throws {
        try await TestGateway.with(.ahc()) { gateway in
            let sender = try await WebhookSender.registered("hmac-sha256", at: gateway)
            let operation = try await gateway.submit()
            try await RawConnection.with(port: gateway.client.port) { _, reader, writer in
                try await writer.write(
                    """
                    POST \(sender.path) HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n\
                    Content-Length: \(Self.limit + 1)\r\n\r\n
                    """)
                #expect(await reader.readToEnd().hasPrefix("HTTP/1.1 413 "))
            }
            let text = WebhookBody(operation: operation).text
            let padding = String(repeating: " ", count: Self.limit - text.utf8.count)
            let largest = try await sender.sendSigned(Array((text + padding).utf8))
            #expect(largest.json == ["status": "accepted"])
            #expect(try await gateway.get(operation.path).json["state"] == "completed")
        }
    }

    @Test func `as many members as a body can hold are read like any others`() async throws {
        let members = (0..<95_000).map { #""m\#($0)":0"# }.joined(separator: ",")
        try await TestGateway.with(.ahc()) { gateway in
            let sender = try await WebhookSender.registered("hmac-sha256", at: gateway)
            let bare = try await sender.sendSigned(Array("{\(members)}".utf8))
            #expect(bare.json["detail"]?.string == "webhook_payload_invalid: idempotency_key is missing")
            let operation = try await gateway.submit()
            let result = #"{"media_buy_id":"mb_7","confirmed_at":null,"revision":1,"packages":[],\#(members)}"#
            let body = Array(WebhookBody(operation: operation, result: result).text.utf8)
            #expect(Self.limit - 65_536...Self.limit ~= body.count)
            #expect(try await sender.sendSigned(body).json == ["status": "accepted"])
            #expect(try await gateway.get(operation.path).json["state"] == "completed")
        }
    }

    @Test func `the log holds nothing of the body but names that were given twice`() async throws {
        let handler = InMemoryLogHandler()
        let logger = Logger(label: "tests") { _ in handler }
        try await TestGateway.with(.ahc(), logger: logger) { gateway in
            let sender = try await WebhookSender.registered("hmac-sha256", at: gateway)
            let body = #"{"hunter2":1,"b\u202e":"hunter3","b\u202e":2,"c":3,"c":4}"#
            #expect(try await sender.sendSigned(Array(body.utf8)).status == .badRequest)
            let refused = handler.entries.filter { $0.message == "Webhook refused" }
            #expect(refused.count == 1)
            #expect(refused.first?.metadata["bytes"]?.description == "\(body.utf8.count)")
            let lines = handler.entries.map { "\($0.message) \($0.metadata)" }
            #expect(!lines.contains { $0.contains("hunter") || $0.contains("\u{202E}") })
        }
    }

    /// Nothing was believed, and the key that the body may have named is still free.
    private static func expectUntouched(_ operation: OperationID, _ sender: WebhookSender) async throws {
        #expect(try await sender.gateway.get(operation.path).json["state"] == "requested")
        let good = Array(WebhookBody(operation: operation).text.utf8)
        #expect(try await sender.sendSigned(good).json == ["status": "accepted"])
    }
}

extension WebhookSender {
    /// Sends bytes, which need not be text.
    fileprivate func sendSigned(_ body: [UInt8]) async throws -> TestResponse {
        let timestamp = Int64(Date().timeIntervalSince1970)
        var headers: HTTPFields = [.contentType: "application/json", .timestamp: String(timestamp)]
        headers[.signature] = HMACSignature.header(secret: self.secret, timestamp: timestamp, body: body)
        return try await self.gateway.client.execute(
            uri: self.path, method: .post, headers: headers, body: ByteBuffer(bytes: body)
        ) { $0 }
    }
}
