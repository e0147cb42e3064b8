import AdCP
import Database
import Foundation
import HTTPTypes
import HummingbirdTesting

/// A seller that calls back: knows its address and its secret, as the registration told it.
struct WebhookSender: Sendable {
    var gateway: TestGateway
    let path: String
    let secret: WebhookSecret

    /// Registers an agent for calls back.
    static func registered(
        _ mode: String, at gateway: TestGateway, agent name: String = "seller",
        deploymentKey: [UInt8] = TestGateway.webhookKey, url: String = "https://seller.example/mcp",
        transport: String = "mcp"
    ) async throws -> WebhookSender {
        let agent = try await gateway.send(
            .put, "/v1/agents/\(name)", body: #"{"url":"\#(url)","protocol":"\#(transport)","webhook_mode":"\#(mode)"}"#
        )
        guard let url = agent.json["webhook_url"]?.string,
            let route = url.split(separator: "/").last.flatMap({ UUID(uuidString: String($0)) }),
            let path = url.range(of: "/webhooks/").map({ String(url[$0.lowerBound...]) })
        else { throw UnexpectedAnswer(response: agent) }
        return WebhookSender(
            gateway: gateway, path: path,
            secret: WebhookSecret(deploymentKey: deploymentKey, tenant: gateway.tenant, route: route))
    }

    /// The same sender calling another instance.
    func at(_ gateway: TestGateway) -> WebhookSender {
        var sender = self
        sender.gateway = gateway
        return sender
    }

    /// The headers of a signed webhook.
    func signature(of body: String, secondsAgo: Int64 = 0) -> HTTPFields {
        let timestamp = Int64(Date().timeIntervalSince1970) - secondsAgo
        var headers: HTTPFields = [:]
        headers[.signature] = HMACSignature.header(secret: self.secret, timestamp: timestamp, body: Array(body.utf8))
        headers[.timestamp] = String(timestamp)
        return headers
    }

    func send(_ body: String, headers: HTTPFields) async throws -> TestResponse {
        try await self.gateway.send(.post, self.path, headers: headers, body: body, isAuthorized: false)
    }

    func sendSigned(_ body: String) async throws -> TestResponse {
        try await self.send(body, headers: self.signature(of: body))
    }
}

/// What a seller tells of a task.
struct WebhookBody: Sendable {
    var key = "whk_0123456789abcdef"
    var operation: OperationID?
    var task = "task-1"
    var type = "create_media_buy"
    var status = "completed"
    var timestamp = "2026-11-01T15:02:11Z"
    var result = #"{"media_buy_id":"mb_7","confirmed_at":null,"revision":1,"packages":[]}"#

    var text: String {
        let operation = self.operation.map { #""operation_id":"\#($0.id.uuidString.lowercased())","# } ?? ""
        return """
            {"idempotency_key":"\(self.key)",\(operation)"task_id":"\(self.task)","task_type":"\(self.type)",\
            "status":"\(self.status)","timestamp":"\(self.timestamp)","result":\(self.result)}
            """
    }
}

extension WebhookBody {
    /// A time that is the sender's present.
    static var now: String { Date().formatted(.iso8601) }

    /// The same object with its members the other way round.
    static func reordered(_ body: String) throws -> String {
        let members = (try JSON(parsing: body).object ?? [:]).reversed()
        return "{ " + members.map { "\(JSON.string($0.name).text) : \($0.value.text)" }.joined(separator: " , ") + "}"
    }
}

extension HTTPField.Name {
    static let signature = HTTPField.Name(HMACSignature.signatureHeader)!
    static let timestamp = HTTPField.Name(HMACSignature.timestampHeader)!
}
