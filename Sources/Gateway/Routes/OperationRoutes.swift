import Database
import Foundation
import HTTPTypes
import Hummingbird
import Orchestrator

/// `/v1/operations`: submit, list, read and cancel.
struct OperationRoutes: Sendable {
    let database: Database
    let body: BodyReader
    let signals: ChangeSignals
    let waiting: Waiting

    func add(to routes: Routes<TenantContext>) {
        routes.on(.post, "/v1/operations") { request, context in try await self.submit(request, context) }
        routes.on(.get, "/v1/operations") { request, context in try await self.list(request, context) }
        routes.on(.get, "/v1/operations/:operation") { request, context in try await self.get(request, context) }
        routes.on(.post, "/v1/operations/:operation/cancel") { request, context in
            try await self.cancel(request, context)
        }
        routes.on(.post, "/v1/operations/:operation/question") { request, context in
            try await self.question(request, context)
        }
        routes.on(.post, "/v1/operations/:operation/answer") { request, context in
            try await self.answer(request, context)
        }
    }

    /// 201 with the new operation, 200 with the one that has the key or the purchase already (`Holdfast-Matched-By` tells which). Never 202: the operation, which is what was
    /// asked for, exists when this is answered; how far the seller is stands in its `state`.
    private func submit(_ request: Request, _ context: TenantContext) async throws -> Response {
        _ = try Query(request, allowed: [])
        var request = request
        let submission = try await self.submission(&request, context)
        let submitted = try await self.database.submit(submission)
        if submitted.isNew {
            self.signals.announceWork()
        }
        let operation = OperationID(tenant: context.tenant, id: submitted.operation)
        var response = try await self.document(
            operation, await self.waiting.wait(for: operation, request, until: .outcome))
        response.status = submitted.isNew ? .created : .ok
        response.headers[.location] = "/v1/operations/\(submitted.operation.uuidString.lowercased())"
        response.headers[.matchedBy] = submitted.match?.rawValue
        return response
    }

    private func submission(_ request: inout Request, _ context: TenantContext) async throws -> Submission {
        let key = try IdempotencyKey.read(request.headers)
        let members = try Members(
            try await self.body.readJSON(&request),
            known: ["agent", "task_type", "request", "webhook", "deadline_seconds", "replaces"])
        return Submission(
            tenant: context.tenant, agent: try members.requiredText("agent"),
            task: try members.requiredText("task_type"), request: try members.requiredObject("request"), key: key,
            webhook: try members.boolean("webhook") ?? true,
            deadlineSeconds: try members.integer("deadline_seconds", in: 1...31_536_000),
            replaces: try members.identifier("replaces"))
    }

    private func list(_ request: Request, _ context: TenantContext) async throws -> Response {
        let query = try Query(
            request, allowed: ["agent", "task_type", "attention", "limit", "before"], repeatable: ["state"])
        // AdCP spells states with hyphens on the wire, the database with underscores; both are understood.
        let filter = OperationFilter(
            states: query.texts("state")?.map { $0.replacing("-", with: "_") }, agent: query.text("agent"),
            task: query.text("task_type"), attention: try query.boolean("attention"), before: try query.uuid("before"),
            limit: try query.integer("limit") ?? 50)
        return .json(try await self.database.operations(tenant: context.tenant, filter))
    }

    /// With `Prefer: wait`, answers when the operation is settled or needs a person; with `If-None-Match` besides, as soon
    /// as there is a version that the client does not have.
    private func get(_ request: Request, _ context: TenantContext) async throws -> Response {
        _ = try Query(request, allowed: [])
        let operation = try context.operation()
        let known = KnownVersions(request.headers)
        let waited = try await self.waiting.wait(
            for: operation, request, until: known.isEmpty ? .outcome : .version(otherThan: known))
        guard known.contains(waited.version.version) else {
            return try await self.document(operation, waited)
        }
        return Response(status: .notModified, headers: waited.headers)
    }

    /// 200 when it is canceled; 202 when it was sent already: the wish is recorded and the seller decides.
    private func cancel(_ request: Request, _ context: TenantContext) async throws -> Response {
        _ = try Query(request, allowed: [])
        let operation = try context.operation()
        var request = request
        let members = try Members(try await self.body.readOptionalJSON(&request), known: ["reason"])
        let cancellation = try await self.database.cancel(operation, reason: try members.text("reason"))
        self.signals.announce([operation])
        var response = try await self.document(operation, Waited(version: self.waiting.current(operation)))
        response.status = cancellation.isCanceled ? .ok : .accepted
        return response
    }

    private func document(_ operation: OperationID, _ waited: Waited) async throws -> Response {
        .json(try await self.database.operation(operation), headers: waited.headers)
    }
}
