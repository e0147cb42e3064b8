import AdCP
import Gateway
import HTTPTypes
import HummingbirdTesting
import TestSupport
import Testing

@Suite(.database, .timeLimit(.minutes(5))) struct EventTests {
    @Test func `the stream of a settled operation tells its history and ends`() async throws {
        try await TestGateway.with { gateway in
            let operation = try await gateway.submit()
            try await gateway.observe(operation, "working")
            try await gateway.settle(operation)
            let response = try await gateway.get(operation.path + "/events")
            #expect(response.status == .ok)
            #expect(response.headers[.contentType] == "text/event-stream")
            let events = StreamedEvent.all(in: response.text)
            #expect(events.map(\.state) == ["requested", "calling_adcp", "working", "completed"])
            #expect(events.allSatisfy { $0.kind == "moved" })
            #expect(events.map(\.id) == events.map(\.id).sorted())
        }
    }

    @Test func `a stream goes on from the last event that the client saw`() async throws {
        try await TestGateway.with { gateway in
            let operation = try await gateway.submit()
            try await gateway.observe(operation, "working")
            try await gateway.settle(operation)
            let all = StreamedEvent.all(in: try await gateway.get(operation.path + "/events").text)
            let seen = try #require(all.dropLast().last)
            let headers: HTTPFields = [.lastEventID: String(seen.id), .accept: "text/event-stream"]
            let rest = try await gateway.get(operation.path + "/events", headers: headers)
            #expect(StreamedEvent.all(in: rest.text) == Array(all.suffix(1)))
            let asked = try await gateway.get(operation.path + "/events?after=\(seen.id)")
            #expect(StreamedEvent.all(in: asked.text) == Array(all.suffix(1)))
        }
    }

    @Test func `an open stream tells what happens, and ends with the outcome`() async throws {
        try await TestGateway.with(.ahc()) { gateway in
            let operation = try await gateway.submit()
            try await gateway.withStream(operation.path + "/events") { stream in
                try await stream.read(until: "event: moved")
                try await gateway.observe(operation, "working")
                try await stream.read(until: #""state": "working""#)
                try await gateway.settle(operation)
                let events = StreamedEvent.all(in: try await stream.readToEnd())
                #expect(events.map(\.state) == ["requested", "calling_adcp", "working", "completed"])
            }
        }
    }

    @Test func `a silent stream is kept alive`() async throws {
        try await TestGateway.with(.ahc(), configure: { $0.limits.keepAliveInterval = .milliseconds(20) }) { gateway in
            let operation = try await gateway.submit()
            try await gateway.withStream(operation.path + "/events") { stream in
                try await stream.read(until: ": keep-alive\n\n: keep-alive\n\n")
                try await gateway.settle(operation)
                #expect(try await stream.readToEnd().contains("completed"))
            }
        }
    }

    @Test func `a client that accepts only JSON gets an array`() async throws {
        try await TestGateway.with { gateway in
            let operation = try await gateway.submit()
            let response = try await gateway.get(operation.path + "/events", headers: [.accept: "application/json"])
            #expect(response.headers[.contentType] == "application/json")
            #expect(response.json.array?.count == 1)
            #expect(response.json.array?.first?["state"] == "requested")
            let rest = try await gateway.get(
                operation.path + "/events?after=1", headers: [.accept: "application/json"])
            #expect(rest.json == [])
        }
    }

    @Test(arguments: ["-1", "x", "99999999999"]) func `a last event that is none is refused`(
        _ id: String
    ) async throws {
        try await TestGateway.with { gateway in
            let operation = try await gateway.submit()
            let response = try await gateway.get(operation.path + "/events", headers: [.lastEventID: id])
            #expect(response.status == .unprocessableContent)
            #expect(response.json["field"] == "Last-Event-ID")
        }
    }

    @Test func `streams beyond the limit are refused, and places are given back`() async throws {
        try await TestGateway.with(configure: { $0.limits.streams = 1 }) { gateway in
            let operation = try await gateway.submit()
            try await gateway.settle(operation)
            for _ in 0..<3 {
                #expect(try await gateway.get(operation.path + "/events").status == .ok)
                #expect(try await gateway.send(.head, operation.path + "/events").status == .ok)
            }
        }
        try await TestGateway.with(configure: { $0.limits.streams = 0 }) { gateway in
            let operation = try await gateway.submit()
            let response = try await gateway.get(operation.path + "/events")
            #expect(response.status == .serviceUnavailable)
            #expect(response.problemCode == "overloaded")
            #expect(response.headers[.retryAfter] == "5")
        }
    }
}
