import AdCP
import HTTPTypes
import Hummingbird
import NIOCore

/// The Model Context Protocol over streamable HTTP, as a seller speaks it.
struct MCPEndpoint: Sendable {
    static let path = "/mcp"
    /// Revisions it can hold a conversation in, newest first.
    static let revisions = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"]
    private static let largestBody = 4 * 1024 * 1024

    let seller: Seller
    let tools: ToolService
    let writer: AnswerWriter
    /// nil where it takes what is not signed.
    let signatures: SignatureCheck?

    func addRoutes(to router: Router<SellerRequestContext>) {
        let path = RouterPath(Self.path)
        router.post(path) { request, context in try await self.post(request, context) }
        router.delete(path) { request, _ in await self.endSession(request) }
        // There is nothing this server would say unasked.
        router.get(path) { _, _ in Response(status: .methodNotAllowed, headers: [.allow: "POST, DELETE"]) }
    }

    private func post(_ request: Request, _ context: SellerRequestContext) async throws -> Response {
        guard let token = self.seller.token(of: request) else { return .unauthorized }
        guard request.headers[.contentType]?.lowercased().hasPrefix("application/json") == true else {
            return .failure(.unsupportedMediaType, -32600, "Content-Type must be application/json")
        }
        guard Self.accepts(request) else {
            return .failure(
                .notAcceptable, -32600, "Not Acceptable: accept application/json and text/event-stream")
        }
        guard let body = try? await request.body.collect(upTo: Self.largestBody) else {
            return .failure(.contentTooLarge, -32600, "the message is too large")
        }
        guard let json = try? JSON(parsing: body.readableBytesView) else {
            return .failure(.badRequest, -32700, "Parse error")
        }
        guard let message = ClientMessage(json) else {
            return .failure(.badRequest, -32600, "Invalid Request")
        }
        if self.isStateless {
            if let id = message.id, let problem = StatelessRevision.problem(message, id: id, request.headers) {
                return problem
            }
        } else {
            if message.method == "initialize", let id = message.id { return await self.initialize(message, id: id) }
            if let problem = await self.sessionProblem(request) { return problem }
        }
        guard let id = message.id else { return Response(status: .accepted) }
        if message.method == "tools/call", let name = message.params["name"]?.string,
            let error = await self.signatures?.fault(
                of: name, message.params["arguments"]?.object, request, Array(body.readableBytesView))
        {
            return .refusal(error)
        }
        return try await self.answer(message, id: id, token: token, context)
    }

    private func answer(
        _ message: ClientMessage, id: JSON, token: Int, _ context: SellerRequestContext
    ) async throws -> Response {
        switch message.method {
        case "ping":
            return self.result([:], id: id)
        case "server/discover" where self.isStateless:
            return self.result(StatelessRevision.discovery, id: id)
        case "tools/list":
            let tools = JSON.array(self.seller.catalogue.tools.map(\.listing))
            return self.result(
                self.isStateless ? ["tools": tools, "ttlMs": 0, "cacheScope": "private"] : ["tools": tools], id: id)
        case "tools/call":
            guard let name = message.params["name"]?.string,
                let arguments = (message.params["arguments"] ?? [:]).object
            else { return .json(ServerMessage.error(-32602, "Invalid params", id: id)) }
            let outcome = await self.tools.call(name, arguments, token: token)
            return await self.writer.response(
                to: id, outcome, progressToken: message.params["_meta"]?["progressToken"], context)
        default:
            return .json(ServerMessage.error(-32601, "Method not found", id: id))
        }
    }

    private var isStateless: Bool { self.seller.configuration.mcpRevision == .stateless }

    private func result(_ result: JSON, id: JSON) -> Response {
        .json(ServerMessage.result(self.isStateless ? StatelessRevision.complete(result) : result, id: id))
    }

    private func initialize(_ message: ClientMessage, id: JSON) async -> Response {
        let asked = message.params["protocolVersion"]?.string ?? ""
        let revision = Self.revisions.first { $0 == asked } ?? Self.revisions[0]
        var response = Response.json(
            ServerMessage.result(
                [
                    "protocolVersion": .string(revision), "capabilities": ["tools": ["listChanged": false]],
                    "serverInfo": ["name": "holdfast-sandbox", "version": "1"],
                ], id: id))
        if !self.seller.configuration.isStateless {
            response.headers.mcpSession = await self.seller.beginSession()
        }
        return response
    }

    private func endSession(_ request: Request) async -> Response {
        guard self.seller.token(of: request) != nil else { return .unauthorized }
        guard let id = request.headers.mcpSession else {
            return .failure(.badRequest, -32600, "Bad Request: Missing session ID")
        }
        return await Response(status: self.seller.endSession(id) ? .ok : .notFound)
    }

    /// What is wrong with the request's session or revision; nil when all is well.
    private func sessionProblem(_ request: Request) async -> Response? {
        if let revision = request.headers.mcpRevision, !Self.revisions.contains(revision) {
            return .failure(.badRequest, -32600, "Bad Request: Unsupported protocol version")
        }
        if self.seller.configuration.isStateless { return nil }
        guard let id = request.headers.mcpSession else {
            return .failure(.badRequest, -32600, "Bad Request: Missing session ID")
        }
        guard await self.seller.useSession(id) else {
            return .failure(.notFound, -32600, "Not Found: Invalid or expired session ID")
        }
        return nil
    }

    private static func accepts(_ request: Request) -> Bool {
        guard let accept = request.headers[.accept]?.lowercased(), !accept.contains("*/*") else { return true }
        return accept.contains("application/json") && accept.contains("text/event-stream")
    }
}
