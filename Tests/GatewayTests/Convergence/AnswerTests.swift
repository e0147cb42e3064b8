import AdCP
import Database
import HTTPTypes
import HummingbirdTesting
import TestSupport
import Testing

@testable import Orchestrator

/// What an answer is, how it is kept, and what becomes of it when its way is not smooth.
@Suite(.database, .timeLimit(.minutes(5))) struct AnswerTests {
    @Test func `the question is shown with what the seller says, and until when`() async throws {
        try await AskingOperation.with { asking in
            let body: JSON = [
                "reason": "APPROVAL_REQUIRED", "message": "Please approve", "challenge_url": "https://x.example/",
            ]
            try await asking.answered(AskingOperation.asking(body: body))
            let document = try await asking.document()
            let question = document["question"]
            #expect(document["attention"] == "input_required")
            #expect(question?["state"] == "open" && question?["is_resumable"] == true)
            #expect(question?["reason"] == "APPROVAL_REQUIRED: Please approve")
            #expect(question?["expires_at"] == document["deadline_at"])
            #expect(question?["allowed"]?.array?.first == "answer")
            // Nobody is led to an address by a seller's word.
            #expect(question?["asked"]?["challenge_url"] == nil)
            #expect(!document.text.contains("native-1"))
        }
    }

    @Test func `an answer is the request with its members changed, under a key of its own, for the native task`()
        async throws
    {
        try await AskingOperation.with { asking in
            let first = try JSON(parsing: try #require(asking.told.call.request))
            try await asking.answered(AskingOperation.asking())
            #expect(try await asking.reply(input: ["po_number": "PO-2"]).status == .accepted)
            #expect(try await asking.document()["attention"] == nil)
            let (step, answer) = try await asking.dispatch()
            #expect(answer.isFresh && answer.messageID.utf8.count == 36)
            let sent = try JSON(parsing: answer.request)
            #expect(sent["po_number"] == "PO-2" && sent["packages"] == first["packages"])
            #expect(sent["context"] == first["context"] && sent["adcp_version"] == first["adcp_version"])
            #expect(sent["idempotency_key"] != nil && sent["idempotency_key"] != first["idempotency_key"])
            #expect(try await asking.answered(AskingOperation.over(AskingOperation.bought), to: step) == .moved)
            let facts = try await asking.facts()
            #expect(facts.state == "completed" && facts.settledBy == "call" && facts.isSettledOnce)
            #expect(facts.events.contains("answered"))
            #expect(try await asking.generations() == ["1 consumed"])
        }
    }

    @Test(arguments: [
        #"{"generation":1,"input":[]}"#, #"{"generation":1}"#, #"{"generation":1,"input":{"idempotency_key":"x"}}"#,
        #"{"generation":1,"input":{"context":{}}}"#, #"{"generation":1,"input":{"n":9007199254740992}}"#,
        #"{"input":{}}"#, #"{"generation":0,"input":{}}"#, #"{"generation":3,"input":{}}"#,
        #"{"generation":1,"input":{},"answer":1}"#, #"{"generation":2,"input":{}}"#,
    ])
    func `an answer that is none is refused by field, and the question stands`(body: String) async throws {
        try await AskingOperation.with { asking in
            try await asking.answered(AskingOperation.asking())
            let reply = try await asking.gateway.send(.post, "\(asking.operation.path)/answer", body: body)
            #expect(reply.status == .unprocessableContent, "\(reply.text)")
            #expect(reply.json["field"]?.string?.isEmpty == false)
            #expect(try await asking.generations() == ["1 open"])
        }
    }

    @Test func `the same answer twice is one answer`() async throws {
        try await AskingOperation.with { asking in
            try await asking.answered(AskingOperation.asking())
            let token = try await asking.question()["token"]
            for _ in 0..<2 { #expect(try await asking.reply(token: token).status == .accepted) }
            let (_, answer) = try await asking.dispatch()
            let again = try await asking.reply(token: token)
            #expect(again.status == .accepted && again.json["state"] == "dispatched")
            #expect(answer.isFresh)
            #expect(try await asking.claim() == nil)
        }
    }

    @Test func `an answer before its question is kept, and goes out with it`() async throws {
        try await AskingOperation.with { asking in
            let early = try await asking.reply(token: nil)
            #expect(early.status == .accepted && early.json["state"] == "early")
            #expect(try await asking.reply(token: nil).status == .accepted)
            #expect(try await asking.reply(token: nil, input: ["po_number": "PO-3"]).problemCode == "in_progress")
            try await asking.answered(AskingOperation.asking())
            #expect(try await asking.generations() == ["1 answered"])
            #expect(try await asking.facts().attention == nil)
            #expect(try JSON(parsing: await asking.dispatch().answer.request)["po_number"] == "PO-2")
        }
    }

    @Test func `an early answer whose question leads nowhere back is kept and said to be`() async throws {
        try await AskingOperation.with(transport: "mcp") { asking in
            #expect(try await asking.reply(token: nil).status == .accepted)
            let body: JSON = ["status": "input-required", "reason": "X"]
            try await asking.observe(
                .tool(ToolResult(isError: false, structuredContent: body, texts: [])), asking.told.call)
            #expect(try await asking.document()["question"]?["has_early_answer"] == true)
            #expect(try await asking.facts().attention == "input_required")
        }
    }

    @Test func `an answer that did not leave goes out later, the same`() async throws {
        try await AskingOperation.with { asking in
            try await asking.answered(AskingOperation.asking())
            _ = try await asking.reply()
            let (step, first) = try await asking.dispatch()
            try await asking.observe(.notSent(reason: "no connection"), step)
            #expect(try await asking.generations() == ["1 answered"])
            try await asking.gateway.administer("update adcp.schedule set due_at = now()")
            let (_, second) = try await asking.dispatch()
            #expect(second.isFresh && second.request == first.request && second.messageID == first.messageID)
        }
    }

    @Test func `an answer whose fate is unknown is never sent again: the seller's books are asked`() async throws {
        try await AskingOperation.with { asking in
            try await asking.answered(AskingOperation.asking(body: ["task_id": .string(ToldOperation.task)]))
            _ = try await asking.reply()
            let (step, _) = try await asking.dispatch()
            try await asking.observe(.lost(reason: "the connection broke"), step)
            #expect(try await asking.generations() == ["1 ambiguous"])
            #expect(try await asking.facts().attention == "answer_unknown")
            try await asking.gateway.administer("update adcp.schedule set due_at = now()")
            #expect(try await asking.claim()?.kind == .poll)
        }
    }

    @Test func `an instance that crashes after its commitment leaves an answer of unknown fate`() async throws {
        try await AskingOperation.with { asking in
            try await asking.answered(AskingOperation.asking())
            _ = try await asking.reply()
            _ = try await asking.dispatch()
            try await asking.endLease()
            let (step, answer) = try await asking.dispatch()
            #expect(!answer.isFresh)
            try await asking.observe(Observation(.outcomeUnknown, errorCode: "ANSWER_UNKNOWN"), step)
            #expect(try await asking.generations() == ["1 ambiguous"])
        }
    }

    @Test func `an instance that crashes before its commitment leaves the answer to another`() async throws {
        try await AskingOperation.with { asking in
            try await asking.answered(AskingOperation.asking())
            _ = try await asking.reply()
            #expect(try await asking.claim()?.kind == .resume)
            try await asking.endLease()
            #expect(try await asking.dispatch().answer.isFresh)
        }
    }

    @Test func `an answer that nobody could send before the deadline is never sent`() async throws {
        try await AskingOperation.with { asking in
            try await asking.answered(AskingOperation.asking())
            _ = try await asking.reply()
            try await asking.gateway.administer(
                "update adcp.operations set deadline_at = created_at + interval '1 microsecond'")
            let step = try #require(try await asking.claim())
            #expect(try await asking.gateway.database.beginResume(step)?.request == nil)
            let expiry = try #require(try await asking.claim())
            #expect(expiry.kind == .expire)
            _ = try await asking.gateway.database.observe(instance: nil, [Observed(expired: expiry)])
            #expect(try await asking.facts().state == "timed_out")
            #expect(try await asking.generations() == ["1 stale"])
        }
    }

    @Test func `an answer that the seller refuses as it is leaves the question open`() async throws {
        try await AskingOperation.with { asking in
            try await asking.answered(AskingOperation.asking())
            _ = try await asking.reply()
            let (step, _) = try await asking.dispatch()
            try await asking.observe(Observation(.retry, reason: "No such PO", errorCode: "ANSWER_REFUSED"), step)
            #expect(try await asking.generations() == ["1 open"])
            #expect(try await asking.facts().attention == "input_required")
            #expect(try await asking.reply(input: ["po_number": "PO-3"]).status == .accepted)
            #expect(try JSON(parsing: await asking.dispatch().answer.request)["po_number"] == "PO-3")
        }
    }

    @Test func `a poll that the seller's doubt brings forward does not push a stored answer aside`() async throws {
        try await AskingOperation.with { asking in
            try await asking.answered(AskingOperation.asking(body: ["task_id": .string(ToldOperation.task)]))
            _ = try await asking.reply()
            #expect(try await asking.told.webhook { $0.status = "unknown" }.status == .ok)
            #expect(try await asking.claim()?.kind == .resume)
        }
    }
}
