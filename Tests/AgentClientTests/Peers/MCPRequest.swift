import AdCP
import HTTPTypes
import Hummingbird
import NIOCore

/// A request as the server got it, and answers to it.
struct MCPRequest: Sendable {
    let path: String
    /// The `Host` header.
    let authority: String?
    let headers: HTTPFields
    let body: String
    let json: JSON

    init(_ request: Request) async throws {
        self.path = request.uri.path
        self.authority = request.head.authority
        self.headers = request.headers
        self.body = String(buffer: try await request.body.collect(upTo: 1 << 24))
        self.json = (try? JSON(parsing: self.body)) ?? .null
    }

    var method: String { self.json["method"]?.string ?? "" }
    var id: JSON { self.json["id"] ?? .null }

    func header(_ name: String) -> String? {
        self.headers[HTTPField.Name(name)!]
    }

    /// What a server without peculiarities says.
    var goodAnswer: Response {
        switch self.method {
        case "initialize": self.handshake(session: "session-1")
        case "tools/call": self.result(["isError": false, "content": [], "structuredContent": ["status": "completed"]])
        case "tools/list": self.result(["tools": [["name": "get_products"], ["name": "create_media_buy"]]])
        case "": .status(.badRequest)
        default: .status(.accepted)
        }
    }

    func handshake(session: String?, version: String = "2025-06-18") -> Response {
        var response = self.result([
            "protocolVersion": .string(version), "capabilities": [:], "serverInfo": ["name": "test", "version": "1"],
        ])
        response.headers[HTTPField.Name("mcp-session-id")!] = session
        return response
    }

    func result(_ result: JSON) -> Response {
        .json(["jsonrpc": "2.0", "id": self.id, "result": result])
    }

    func error(
        _ code: Int, _ message: String, data: JSON? = nil, status: HTTPResponse.Status = .ok, id: JSON? = nil
    ) -> Response {
        var error: JSON = ["code": JSON(code), "message": .string(message)]
        if let data, case .object(var members) = error {
            members["data"] = data
            error = .object(members)
        }
        return .json(["jsonrpc": "2.0", "id": id ?? self.id, "error": error], status: status)
    }

    /// An event stream of these texts, as they are.
    func events(_ text: String) -> Response {
        .text(text, type: "text/event-stream")
    }

    /// The data line of a result.
    func resultLine(_ structuredContent: JSON) -> String {
        let result: JSON = ["isError": false, "content": [], "structuredContent": structuredContent]
        let message: JSON = ["jsonrpc": "2.0", "id": self.id, "result": result]
        return message.text
    }
}

extension Response {
    static func status(_ status: HTTPResponse.Status, _ headers: [String: String] = [:]) -> Response {
        var response = Response(status: status)
        for (name, value) in headers { response.headers[HTTPField.Name(name)!] = value }
        return response
    }

    static func json(_ json: JSON, status: HTTPResponse.Status = .ok) -> Response {
        Self.text(json.text, type: "application/json", status: status)
    }

    static func text(_ text: String, type: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: type], body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
