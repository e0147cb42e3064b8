import AdCP
import Database
import HTTPTypes
import HummingbirdTesting
import InMemoryLogging
import Logging
import TestSupport
import Testing

@testable import Orchestrator

/// The token that allows one answer (AdCP convergence, I-33).
@Suite(.database, .timeLimit(.minutes(5))) struct ContinuationTokenTests {
    private static func refusal(_ reply: TestResponse) -> String? {
        reply.status == .unprocessableContent ? reply.json["field"]?.string : "\(reply.status)"
    }

    @Test func `I-33: a token has 256 bits, is kept as its hash, and stands nowhere else`() async throws {
        let handler = InMemoryLogHandler()
        let logger = Logger(label: "test") { _ in handler }
        try await AskingOperation.with(logger: logger) { asking in
            try await asking.answered(AskingOperation.asking())
            let response = try await asking.gateway.send(.post, "\(asking.operation.path)/question", body: "{}")
            let token = try #require(response.json["token"]?.string)
            #expect(token.utf8.count == 64 && token.allSatisfy(\.isHexDigit))
            #expect(response.headers[.cacheControl] == "no-store")
            let kept = try await asking.gateway.row(
                "select encode(token_hash, 'hex'), t::text from adcp.continuation_tokens t")
            #expect(kept.first == AnswerToken.hash(token).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
            #expect(kept.last??.contains(token) == false)
            #expect(try await asking.reply(token: .string(token)).status == .accepted)
            let events = try await asking.gateway.database.events(of: asking.operation).map(\.document)
            let shown = try await asking.document().text + events.joined()
            #expect(!shown.contains(token))
            #expect(!handler.entries.contains { "\($0.message) \($0.metadata)".contains(token) })
            #expect(!"\(AnswerToken.make())".contains { $0.isNumber })
        }
    }

    @Test func `I-33: it is good once, for this question of this operation of this tenant`() async throws {
        try await AskingOperation.with { asking in
            try await asking.answered(AskingOperation.asking())
            let token = try await asking.question()["token"]
            let other = AskingOperation(told: try await .submitted(at: asking.gateway, asking.told.sender))
            try await other.answered(AskingOperation.asking("native-3"))
            #expect(Self.refusal(try await other.reply(token: token)) == "token")
            #expect(Self.refusal(try await asking.reply(token: "0123456789abcdef")) == "token")
            #expect(Self.refusal(try await asking.reply(token: nil)) == "token")
            let rival = try await asking.gateway.asAnotherTenant()
            let foreign = try await rival.send(
                .post, "\(asking.operation.path)/answer",
                body: JSON.object(["generation": 1, "token": token ?? .null, "input": [:]]).text)
            #expect(foreign.status == .notFound)
            #expect(try await rival.send(.post, "\(asking.operation.path)/question", body: "{}").status == .notFound)

            #expect(try await asking.reply(token: token).status == .accepted)
            let (step, _) = try await asking.dispatch()
            try await asking.answered(AskingOperation.asking("native-2"), to: step)
            #expect(Self.refusal(try await asking.reply(2, token: token)) == "token")
        }
    }

    @Test func `I-33: it expires, and so does the question`() async throws {
        try await AskingOperation.with { asking in
            try await asking.answered(AskingOperation.asking(body: ["reason": "X", "expires_in": 600]))
            let question = try await asking.question()
            let left = try await asking.gateway.row(
                "select (expires_at <= now() + interval '10 minutes')::text from adcp.continuation_tokens")
            #expect(left == ["true"])
            try await asking.gateway.administer("update adcp.continuation_tokens set expires_at = now()")
            #expect(Self.refusal(try await asking.reply(token: question["token"])) == "token")
            let fresh = try await asking.question()["token"]
            try await asking.gateway.administer("update adcp.continuations set expires_at = now()")
            let late = try await asking.reply(token: fresh)
            #expect(late.status == .conflict && late.problemCode == "stale_generation")
        }
    }

    @Test func `no more than sixteen are out at once, the newest`() async throws {
        try await AskingOperation.with { asking in
            try await asking.answered(AskingOperation.asking())
            for _ in 0..<20 { _ = try await asking.question() }
            #expect(try await asking.gateway.row("select count(*)::text from adcp.continuation_tokens") == ["16"])
        }
    }
}
