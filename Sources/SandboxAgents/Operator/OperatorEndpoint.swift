import AdCP
import HTTPTypes
import Hummingbird

/// The operator port: tests and people look into the seller and steer it while it runs. It asks for no credentials and shows none.
///
/// - `GET /sandbox/state`: settings, counts, buys and tasks.
/// - `GET /sandbox/record?after=N&wait=S`: the record after line N, as JSON lines; waits up to S seconds for there to be any.
/// - `POST /sandbox/tasks/{id}` `{"status": "completed"}`: decides an open task.
/// - `POST /sandbox/settings` `{"failure_rate": 0.2, "approval_seconds": 1, "response": "sse", "seed": 7, "expire_sessions": true}`.
/// - `POST /sandbox/capabilities` `{"version": "2"}`: what it can has changed; tells those who asked for it.
struct OperatorEndpoint: Sendable {
    private static let largestBody = 65_536

    let seller: Seller
    let notifier: Notifier

    func addRoutes(to router: Router<SellerRequestContext>) {
        router.get("/sandbox/state") { _, _ in
            await Response.json(self.seller.state)
        }
        router.get("/sandbox/record") { request, _ in
            try await self.record(request)
        }
        router.post("/sandbox/tasks/{id}") { request, context in
            try await self.decide(context.parameters.require("id"), request)
        }
        router.post("/sandbox/capabilities") { request, _ in
            try await self.changeCapabilities(request)
        }
        router.post("/sandbox/settings") { request, _ in
            try await self.change(request)
        }
    }

    private func record(_ request: Request) async throws -> Response {
        let after = request.uri.queryParameters["after"].map { Int($0) } ?? 0
        let wait = request.uri.queryParameters["wait"].map { Double($0) } ?? 0
        guard let after, let wait, (0...60).contains(wait) else {
            throw HTTPError(.badRequest, message: "after and wait must be numbers, wait at most 60")
        }
        if wait > 0 {
            await self.awaitEntries(after: after, seconds: wait)
        }
        let lines = try await self.seller.recordLines(after: after)
        return .text(lines.map { $0 + "\n" }.joined(), "application/x-ndjson")
    }

    private func awaitEntries(after number: Int, seconds: Double) async {
        await withTaskGroup { group in
            group.addTask { await self.seller.awaitEntries(after: number) }
            group.addTask { await ToolService.pass(seconds: seconds) }
            await group.next()
            group.cancelAll()
        }
    }

    private func decide(_ id: String, _ request: Request) async throws -> Response {
        let body = try await Self.object(of: request)
        guard let status = body["status"]?.string.flatMap(TaskStatus.init(spelled:)) else {
            throw HTTPError(.badRequest, message: "status must be a task status")
        }
        do {
            try await self.seller.decide(id, status)
        } catch TaskChangeError.unknownTask {
            throw HTTPError(.notFound, message: "no such task")
        } catch TaskChangeError.settled(let status) {
            throw HTTPError(.conflict, message: "the task is \(status.rawValue)")
        }
        return await .json(self.seller.state(of: id))
    }

    private func changeCapabilities(_ request: Request) async throws -> Response {
        guard let version = try await Self.object(of: request)["version"]?.string, 1...255 ~= version.count else {
            throw HTTPError(.badRequest, message: "version must be 1 to 255 characters")
        }
        try await self.seller.changeCapabilities(to: version)
        return .json(["capabilities_version": .string(version), "told": await self.notifier.tell()])
    }

    private func change(_ request: Request) async throws -> Response {
        let changes = try await Self.object(of: request)
        do {
            return try await .json(self.seller.change(changes))
        } catch {
            throw HTTPError(.badRequest, message: "\(error)")
        }
    }

    private static func object(of request: Request) async throws -> JSONObject {
        let body = try await request.body.collect(upTo: Self.largestBody)
        guard let object = try? JSON(parsing: body.readableBytesView).object else {
            throw HTTPError(.badRequest, message: "the body must be a JSON object")
        }
        return object
    }
}
