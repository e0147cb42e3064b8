import AdCP
import HTTPTypes
import HummingbirdTesting
import TestSupport
import Testing

@Suite(.database) struct CancelTests {
    @Test func `an operation that was not sent is canceled at once`() async throws {
        try await TestGateway.with { gateway in
            let operation = try await gateway.submit()
            let response = try await gateway.send(
                .post, operation.path + "/cancel", body: #"{"reason":"the brief changed"}"#)
            #expect(response.status == .ok)
            #expect(response.json["state"] == "canceled")
            #expect(response.json["reason"] == "the brief changed")
        }
    }

    @Test func `of an operation that was sent, the wish is accepted`() async throws {
        try await TestGateway.with { gateway in
            let operation = try await gateway.submit()
            try await gateway.observe(operation, "working")
            let response = try await gateway.send(.post, operation.path + "/cancel")
            #expect(response.status == .accepted)
            #expect(response.json["state"] == "working")
            #expect(response.json["cancel_requested_at"]?.string != nil)
        }
    }

    @Test func `of a buy that was made, the cancellation is submitted`() async throws {
        try await TestGateway.with { gateway in
            let operation = try await gateway.submit()
            try await gateway.settle(operation)
            let response = try await gateway.send(.post, operation.path + "/cancel")
            #expect(response.status == .accepted && response.json["state"] == "completed")
            let canceling = try #require(response.json["cancellation"]?["operation"]?.string)
            let document = try await gateway.get("/v1/operations/" + canceling).json
            #expect(document["task_type"] == "update_media_buy" && document["state"] == "requested")
            #expect(document["request"]?["media_buy_id"] == "mb-1" && document["request"]?["canceled"] == true)
            // A second wish finds the first.
            let again = try await gateway.send(.post, operation.path + "/cancel")
            #expect(again.json["cancellation"]?["operation"]?.string == canceling)
        }
    }

    @Test func `an operation that came to nothing is not canceled`() async throws {
        try await TestGateway.with { gateway in
            let operation = try await gateway.submit()
            try await gateway.settle(operation, as: "failed")
            let response = try await gateway.send(.post, operation.path + "/cancel", body: "{}")
            #expect(response.status == .conflict)
            #expect(response.problemCode == "settled")
            #expect(response.json["hint"]?.string != nil)
        }
    }

    @Test func `a reason is a text of bounded length, and nothing else is taken`() async throws {
        try await TestGateway.with { gateway in
            let operation = try await gateway.submit()
            let long = String(repeating: "x", count: 1025)
            for body in [#"{"reason":1}"#, #"{"because":"x"}"#, #"{"reason":"\#(long)"}"#] {
                let response = try await gateway.send(.post, operation.path + "/cancel", body: body)
                #expect(response.status == .unprocessableContent)
            }
            #expect(try await gateway.get(operation.path).json["state"] == "requested")
        }
    }
}
