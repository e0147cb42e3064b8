import AdCP
import Database
import HTTPTypes
import Hummingbird
import Orchestrator

extension OperationRoutes {
    /// The question that the operation's seller asks, with a token that is good for one answer. A POST, since it makes that token; the token
    /// is in the body alone, and nobody shows it again.
    func question(_ request: Request, _ context: TenantContext) async throws -> Response {
        _ = try Query(request, allowed: [])
        let token = AnswerToken.make()
        let question = try await self.database.openQuestion(of: try context.operation(), tokenHash: token.hash)
        var document = try JSON(parsing: question).object ?? [:]
        if document["is_resumable"]?.bool == true { document["token"] = .string(token.text) }
        var response = Response.json(JSON.object(document).text)
        response.headers[.cacheControl] = "no-store"
        return response
    }

    /// 202: the answer is stored, and goes out as soon as an instance takes it, or with its question where it is early. 409 where it can
    /// not count any more, and then nothing was sent.
    func answer(_ request: Request, _ context: TenantContext) async throws -> Response {
        _ = try Query(request, allowed: [])
        let operation = try context.operation()
        var request = request
        let members = try Members(try await self.body.readJSON(&request), known: ["generation", "token", "input"])
        guard let generation = try members.integer("generation", in: 1...Int(Int32.max)) else {
            throw Problem.field("generation", "is missing", hint: "Say which question you answer.")
        }
        let progress = try await self.database.answer(
            operation, generation: generation, answer: try members.requiredObject("input"),
            tokenHash: try members.text("token").map(AnswerToken.hash))
        self.signals.announceWork()
        self.signals.announce([operation])
        var response = Response.json(
            JSON.object(["generation": JSON(generation), "state": .string(progress.rawValue)]).text)
        response.status = .accepted
        return response
    }
}
