import AdCP
import HTTPTypes
import Hummingbird
import NIOCore

/// A2A over JSON-RPC, as a seller speaks it: the agent card, and one method that calls a skill.
struct A2AEndpoint: Sendable {
    static let path = "/a2a"
    private static let largestBody = 4 * 1024 * 1024

    let seller: Seller
    let tools: ToolService
    /// nil where it takes what is not signed.
    let signatures: SignatureCheck?

    func addRoutes(to router: Router<SellerRequestContext>) {
        router.post(RouterPath(Self.path)) { request, context in try await self.post(request, context) }
        for path in AgentCard.paths {
            router.get(RouterPath(path)) { request, _ in
                guard let authority = request.head.authority else { throw HTTPError(.badRequest) }
                return Response.json(self.seller.agentCard(url: "http://\(authority)\(Self.path)"))
            }
        }
    }

    private func post(_ request: Request, _ context: SellerRequestContext) async throws -> Response {
        guard let token = self.seller.token(of: request) else { return .unauthorized }
        guard request.headers[.contentType]?.lowercased().hasPrefix("application/json") == true else {
            return .failure(.unsupportedMediaType, -32600, "Content-Type must be application/json")
        }
        guard let body = try? await request.body.collect(upTo: Self.largestBody) else {
            return .failure(.contentTooLarge, -32600, "the message is too large")
        }
        guard let json = try? JSON(parsing: body.readableBytesView) else {
            return .json(ServerMessage.error(-32700, "Parse error"))
        }
        guard let message = ClientMessage(json), let id = message.id else {
            return .json(ServerMessage.error(-32600, "Invalid Request"))
        }
        do throws(A2AFault) {
            let form = try self.form(of: message, request.headers)
            let call = try A2AInvocation(message.params, profile: self.seller.configuration.hasA2AProfile)
            if let error = await self.signatures?.fault(
                of: call.skill, call.arguments, request, Array(body.readableBytesView))
            {
                return .refusal(error)
            }
            let task = A2ATaskWriter(
                form: form, taskID: call.taskID ?? Identifier.make("a2atask"),
                contextID: call.contextID ?? Identifier.make("context"))
            let outcome = try await self.outcome(of: call, token: token, task)
            let writer = AnswerWriter(seller: self.seller, result: task.result, mayStream: false)
            return await writer.response(to: id, outcome, progressToken: nil, context)
        } catch {
            return .json(ServerMessage.error(error.code, error.message, id: id))
        }
    }

    /// A call of a skill, or the answer to what an earlier one asked.
    private func outcome(
        of call: A2AInvocation, token: Int, _ writer: A2ATaskWriter
    ) async throws(A2AFault) -> CallOutcome {
        if let native = call.taskID {
            return try await self.seller.resume(native, context: call.contextID)
        }
        let outcome = await self.tools.call(call.skill, call.arguments, token: token)
        if let answer = outcome.answer, !A2ATaskWriter.state(of: answer).isTerminal,
            let task = answer.structured?["task_id"]?.string
        {
            await self.seller.bind(native: writer.taskID, context: writer.contextID, to: task)
        }
        return outcome
    }

    /// Which form the message has. A caller that says no release speaks 0.3.
    private func form(of message: ClientMessage, _ headers: HTTPFields) throws(A2AFault) -> A2AForm {
        let named = headers.value(of: "a2a-version") ?? A2AForm.legacy.rawValue
        guard let form = A2AForm.allCases.first(where: { $0.method == message.method }) else { throw .unknownMethod }
        guard form.rawValue == named, self.seller.configuration.a2aReleases.contains(form) else {
            throw .versionUnsupported
        }
        let extensions = headers.value(of: "a2a-extensions")?.split(separator: ",").map { $0.trimming(" ") } ?? []
        guard !self.seller.configuration.hasA2AProfile || extensions.contains(AgentCard.profile[...]) else {
            throw .extensionRequired
        }
        return form
    }
}

extension HTTPFields {
    fileprivate func value(of name: String) -> String? {
        HTTPField.Name(name).flatMap { self[$0] }
    }
}

extension Substring {
    fileprivate func trimming(_ character: Character) -> Substring {
        let start = self.drop { $0 == character }
        return start.lastIndex { $0 != character }.map { start[...$0] } ?? start
    }
}
