import AdCP
import Database
import Foundation
import HTTPTypes
import HummingbirdTesting
import TestSupport
import Testing

/// `/v1/webhooks`: what sellers told, for people to see.
@Suite(.database, .timeLimit(.minutes(5))) struct DeliveryTests {
    @Test func `every accepted delivery is listed with what became of it, and shown with its body`() async throws {
        try await TestGateway.with { gateway in
            let sender = try await WebhookSender.registered("hmac-sha256", at: gateway)
            let operation = try await gateway.submit()
            let first = WebhookBody(operation: operation)
            _ = try await sender.sendSigned(first.text)
            var second = first
            second.key = "whk_another_key_0001"
            _ = try await sender.sendSigned(second.text)
            var stray = WebhookBody()
            (stray.key, stray.task) = ("whk_another_key_0002", "task-of-nobody")
            _ = try await sender.sendSigned(stray.text)

            let list = try await gateway.get("/v1/webhooks").json["webhooks"]?.array ?? []
            #expect(list.map { $0["verdict"]?.string } == ["awaited", "duplicate", "moved"])
            #expect(list.last?["operation"]?.string == operation.id.uuidString.lowercased())
            #expect(list.allSatisfy { $0["mode"] == "hmac-sha256" && $0["agent"] == "seller" && $0["body"] == nil })
            let moved = try await gateway.get("/v1/webhooks?verdict=moved").json["webhooks"]?.array ?? []
            #expect(moved == Array(list.suffix(1)))
            let ofOperation = try await gateway.get("/v1/webhooks?operation=\(operation.id)&limit=1").json
            #expect(ofOperation["webhooks"]?.array?.count == 1)
            let next = try #require(ofOperation["next"]?.string)
            let page = try await gateway.get("/v1/webhooks?operation=\(operation.id)&before=\(next)").json
            #expect(page["webhooks"]?.array == Array(list.suffix(1)))

            let id = try #require(list.last?["id"]?.string)
            #expect(try await gateway.get("/v1/webhooks/\(id)").json["body"]?.string == first.text)
            let rival = try await gateway.asAnotherTenant()
            #expect(try await rival.get("/v1/webhooks").json["webhooks"]?.array == [])
            #expect(try await rival.get("/v1/webhooks/\(id)").status == .notFound)
        }
    }

    @Test(arguments: [
        ("/v1/webhooks?limit=0", "limit"), ("/v1/webhooks?agent=nobody", "nobody"),
        ("/v1/webhooks?operation=one", "operation"), ("/v1/webhooks?state=new", "state"),
    ])
    func `a list that cannot be is refused by name`(_ path: String, _ word: String) async throws {
        try await TestGateway.with { gateway in
            let response = try await gateway.get(path)
            #expect(response.status.kind == .clientError)
            #expect(response.text.contains(word))
        }
    }

    @Test func `what is no delivery is not found`() async throws {
        try await TestGateway.with { gateway in
            for id in ["one", UUID().uuidString] {
                let response = try await gateway.get("/v1/webhooks/\(id)")
                #expect(response.status == .notFound)
            }
        }
    }
}
