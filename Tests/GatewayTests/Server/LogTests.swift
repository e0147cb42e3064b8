import AdCP
import Gateway
import Postgres
import HTTPTypes
import HummingbirdTesting
import InMemoryLogging
import Logging
import TestSupport
import Testing

@Suite(.database) struct LogTests {
    @Test func `each request is logged once, with its identifier and without its secrets`() async throws {
        let handler = InMemoryLogHandler()
        let logger = Self.logger(handler)
        try await TestGateway.with(logger: logger) { gateway in
            let sender = try await WebhookSender.registered("bearer", at: gateway)
            let operation = try await gateway.submit(headers: [.requestID: "r-1"])
            _ = try await gateway.get(operation.path + "?secret=hunter2", headers: [.requestID: "r-2"])
            _ = try await sender.send(
                WebhookBody(operation: operation, timestamp: WebhookBody.now, result: #"{"note":"hunter2"}"#).text,
                headers: [.authorization: "Bearer \(sender.secret.text)"])
            _ = try await sender.send("hunter2", headers: [.authorization: "Bearer hunter2"])

            let lines = handler.entries.map { "\($0.message) \($0.metadata)" }
            for secret in [gateway.key.text, sender.secret.text, "hunter2", "packages"] {
                #expect(!lines.contains { $0.contains(secret) })
            }
        }
        let answered = handler.entries.filter { $0.message == "Request answered" }
        let first = answered.filter { $0.metadata["request_id"] == "r-1" }
        #expect(first.count == 1)
        #expect(first.first?.metadata["route"] == "/v1/operations")
        #expect(first.first?.metadata["status"]?.description == "201")
        #expect(first.first?.metadata["method"] == "POST")
        #expect(first.first?.level == .info)
        let second = answered.first { $0.metadata["request_id"] == "r-2" }
        #expect(second?.metadata["status"]?.description == "422")
        #expect(second?.metadata["code"] == "invalid_field")
        let refused = handler.entries.filter { $0.message == "Webhook refused" }
        #expect(refused.map { $0.metadata["reason"] } == ["webhook_credentials_invalid"])
    }

    @Test func `an answer carries the identifier of its request`() async throws {
        try await TestGateway.with { gateway in
            let given = try await gateway.get("/v1/agents", headers: [.requestID: "r-1"])
            #expect(given.headers[.requestID] == "r-1")
            let made = try await gateway.get("/nowhere", headers: [.requestID: "not well formed"])
            let id = try #require(made.headers[.requestID])
            #expect(id.count == 32)
            #expect(made.json["request_id"]?.string == id)
            #expect(made.headers[.server] == nil)
        }
    }

    @Test func `a defect is answered barely and logged once`() async throws {
        let handler = InMemoryLogHandler()
        try await TestGateway.with(logger: Self.logger(handler)) { gateway in
            _ = try await TestDatabase.current.withPool(isApplication: false) { owner in
                _ = try await owner.withConnection { connection in
                    try connection.script("drop function adcp_api.list_agents(uuid)")
                }
            }
            let response = try await gateway.get("/v1/agents", headers: [.requestID: "r-1"])
            #expect(response.status == .internalServerError)
            #expect(response.json.object?.keys == ["type", "title", "status", "code", "request_id"])
            #expect(!response.text.contains("list_agents"))
        }
        let errors = handler.entries.filter { $0.level == .error }
        #expect(errors.count == 1)
        #expect(errors.first?.metadata["request_id"] == "r-1")
    }

    private static func logger(_ handler: InMemoryLogHandler) -> Logger {
        var logger = Logger(label: "test") { _ in handler }
        logger.logLevel = .trace
        return logger
    }
}
