import AdCP
import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// A buyer as small as can be: it speaks just enough MCP to see what the seller does.
struct Buyer: Sendable {
    struct Answer: Sendable {
        let status: Int
        let headers: HTTPHeaders
        let body: String

        func header(_ name: String) -> String? {
            self.headers.first(name: name)
        }

        /// The JSON-RPC message, out of a body or the last event of a stream.
        var message: JSON {
            get throws {
                guard self.header("content-type") == "text/event-stream" else {
                    return try JSON(parsing: self.body)
                }
                let data = self.body.split(separator: "\n").filter { $0.hasPrefix("data: ") }.map { $0.dropFirst(6) }
                guard let last = data.last else { throw TestFailure("no event in the stream") }
                return try JSON(parsing: String(last))
            }
        }

        /// What the tool answered.
        var result: JSON { get throws { try self.message["result"]?["structuredContent"] ?? .null } }
        var isError: Bool { get throws { try self.message["result"]?["isError"]?.bool ?? true } }
        var errorCode: String? { get throws { try self.result["adcp_error"]?["code"]?.string } }
    }

    let seller: RunningSeller
    var session: String?
    var token: String?
    var version: String? = "3.2"

    init(_ seller: RunningSeller, token: String? = nil, version: String? = "3.2") async throws {
        self.seller = seller
        self.token = token
        self.version = version
        let answer = try await self.post([
            "jsonrpc": "2.0", "id": 0, "method": "initialize", "params": ["protocolVersion": "2025-06-18"],
        ])
        self.session = answer.header("mcp-session-id")
    }

    func call(_ tool: String, _ arguments: JSONObject = [:]) async throws -> Answer {
        var arguments = arguments
        arguments["adcp_version"] = arguments["adcp_version"] ?? self.version.map { .string($0) }
        return try await self.post([
            "jsonrpc": "2.0", "id": 1, "method": "tools/call",
            "params": [
                "_meta": ["progressToken": 1], "name": .string(tool), "arguments": .object(arguments),
            ],
        ])
    }

    /// A buy of one product. The same arguments make the same request.
    func buy(
        _ product: String, key: String = UUID().uuidString, operation: String = "operation",
        account: String = "account",
        webhook: JSON? = nil
    ) async throws -> Answer {
        try await self.call(
            "create_media_buy",
            Self.purchase(product, key: key, operation: operation, account: account, webhook: webhook))
    }

    static func purchase(
        _ product: String, key: String = UUID().uuidString, operation: String = "operation",
        account: String = "account",
        webhook: JSON? = nil
    ) -> JSONObject {
        var arguments: JSONObject = [
            "idempotency_key": .string(key), "account": ["account_id": .string(account)],
            "brand": ["domain": "buyer.example"], "po_number": "PO-1", "context": ["operation_id": .string(operation)],
            "start_time": "asap", "end_time": "2027-01-01T00:00:00Z",
            "packages": [["product_id": .string(product), "pricing_option_id": "cpm-usd", "budget": 250.5]],
        ]
        arguments["push_notification_config"] = webhook
        return arguments
    }

    /// What the seller says of a task.
    func poll(_ task: String, account: String = "account") async throws -> Answer {
        try await self.call(
            "get_task_status",
            ["task_id": .string(task), "account": ["account_id": .string(account)], "include_result": true])
    }

    func post(_ message: JSON, path: String? = nil, headers: [(String, String)] = []) async throws -> Answer {
        try await self.send("POST", message.text, path: path, headers: headers)
    }

    func send(
        _ method: String, _ body: String, path: String? = nil, headers: [(String, String)] = []
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: path.map { self.seller.root + $0 } ?? self.seller.url)
        request.method = .RAW(value: method)
        request.headers.add(name: "content-type", value: "application/json")
        request.headers.add(name: "accept", value: "application/json, text/event-stream")
        if let session = self.session { request.headers.add(name: "mcp-session-id", value: session) }
        if let token = self.token { request.headers.add(name: "authorization", value: "Bearer \(token)") }
        for (name, value) in headers {
            request.headers.replaceOrAdd(name: name, value: value)
        }
        request.body = .bytes(ByteBuffer(string: body))
        let response = try await self.seller.client.execute(request, timeout: .seconds(60))
        let text = try await String(buffer: response.body.collect(upTo: 1 << 20))
        return Answer(status: Int(response.status.code), headers: response.headers, body: text)
    }
}
