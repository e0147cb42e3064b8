import AdCP
import Database
import HTTPTypes
import HummingbirdTesting
import TestSupport
import Testing

/// Questions and answers: once, in order, and never after the end (AdCP convergence, C §7).
@Suite(.database, .timeLimit(.minutes(5))) struct ContinuationInvariantTests {
    @Test(arguments: [false, true])
    func `I-27: an answer that is stored when the end comes is stale and never leaves`(isClaimed: Bool) async throws {
        try await AskingOperation.with { asking in
            try await asking.answered(AskingOperation.asking())
            #expect(try await asking.reply().status == .accepted)
            let claimed = isClaimed ? try await asking.claim() : nil
            #expect(claimed?.kind == (isClaimed ? .resume : nil))
            #expect(try await asking.webhook() == .ok)
            #expect(try await asking.generations() == ["1 stale"])
            #expect(try await asking.facts().isSettledOnce)
            #expect(try await asking.facts().attention == nil)
            if let claimed { #expect(try await asking.gateway.database.beginResume(claimed)?.request == nil) }
            #expect(try await asking.claim() == nil)
            let late = try await asking.reply(token: "0")
            #expect(late.status == .conflict && late.problemCode == "settled")
        }
    }

    @Test func `I-28: an end that comes while the answer is on its way wins, and the doubt is shown`() async throws {
        try await AskingOperation.with { asking in
            try await asking.answered(AskingOperation.asking())
            _ = try await asking.reply()
            let (step, _) = try await asking.dispatch()
            #expect(try await asking.webhook() == .ok)
            let facts = try await asking.facts()
            #expect(facts.state == "completed" && facts.settledBy == "webhook" && facts.isSettledOnce)
            #expect(facts.attention == "answer_unknown")
            #expect(try await asking.generations() == ["1 ambiguous"])
            let question = try await asking.document()["question"]
            #expect(question?["state"] == "ambiguous" && question?["allowed"]?.array?.contains("reconcile") == true)
            // What comes back for the answer invents nothing.
            #expect(try await asking.answered(AskingOperation.asking("native-2"), to: step) == .stale)
            #expect(try await asking.facts().isSettledOnce)
            #expect(try await asking.generations() == ["1 ambiguous"])
        }
    }

    @Test func `I-29: a second question is there before the first is done with, and leads on from it`() async throws {
        try await AskingOperation.with { asking in
            try await asking.answered(AskingOperation.asking())
            _ = try await asking.reply()
            let (step, answer) = try await asking.dispatch()
            #expect(answer.nativeTask == "native-1" && answer.nativeContext == "context-1")
            try await asking.answered(
                AskingOperation.asking("native-2", body: ["reason": "BUDGET_EXCEEDS_LIMIT"]), to: step)
            #expect(try await asking.generations() == ["1 consumed 2", "2 open"])
            let question = try await asking.document()["question"]
            #expect(question?["generation"] == 2 && question?["asked"]?["reason"] == "BUDGET_EXCEEDS_LIMIT")
            #expect(try await asking.facts().attention == "input_required")
            #expect(question?["earlier"] == [["generation": 1, "state": "consumed", "successor": 2]])
            #expect(try await asking.reply().status == .accepted)
            #expect(try await asking.dispatch().answer.nativeTask == "native-2")
        }
    }

    @Test func `I-30: a crash between the second question and the end of the first leaves one or the other`()
        async throws
    {
        try await AskingOperation.with { asking in
            try await asking.answered(AskingOperation.asking())
            _ = try await asking.reply()
            let (step, _) = try await asking.dispatch()
            try await asking.gateway.administer(
                """
                create function public.crash() returns trigger language plpgsql as
                    $$ begin if new.state = 'consumed' then raise exception 'crash'; end if; return new; end $$;
                create trigger crash before update on adcp.continuations for each row execute function public.crash();
                """)
            await #expect(throws: DatabaseError.self) {
                try await asking.answered(AskingOperation.asking("native-2"), to: step)
            }
            #expect(try await asking.generations() == ["1 dispatched"])
            #expect(try await asking.document()["question"]?["generation"] == 1)
            try await asking.gateway.administer("drop trigger crash on adcp.continuations")
            try await asking.answered(AskingOperation.asking("native-2"), to: step)
            #expect(try await asking.generations() == ["1 consumed 2", "2 open"])
        }
    }

    @Test func `I-31: an answer to a question that was overtaken is refused, and nothing is sent`() async throws {
        try await AskingOperation.with { asking in
            try await asking.answered(AskingOperation.asking())
            let first = try await asking.question()
            let second = try await asking.question()
            _ = try await asking.reply(token: first["token"])
            let (step, _) = try await asking.dispatch()
            try await asking.answered(AskingOperation.asking("native-2"), to: step)
            for token in [first["token"], second["token"], nil] {
                let stale = try await asking.reply(token: token)
                #expect(stale.status == .conflict && stale.problemCode == "stale_generation")
            }
            #expect(try await asking.generations() == ["1 consumed 2", "2 open"])
            #expect(try await asking.claim()?.kind != .resume)
        }
    }

    @Test func `I-31: of answers at the same moment one counts, and it is sent once`() async throws {
        try await AskingOperation.with { asking in
            try await asking.answered(AskingOperation.asking())
            let tokens = try await asking.gateway.send(.post, "\(asking.operation.path)/question", body: "{}").json[
                "token"]
            let statuses = try await withThrowingTaskGroup(of: (Int, String?).self) { group in
                for number in 0..<8 {
                    group.addTask {
                        let reply = try await asking.reply(token: tokens, input: ["po_number": .string("PO-\(number)")])
                        return (reply.status.code, reply.problemCode)
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.count { $0.0 == 202 } == 1)
            #expect(statuses.count { $0 == (409, "in_progress") } == 7)
            _ = try await asking.dispatch()
            let another = try await asking.reply(token: tokens, input: ["po_number": "PO-99"])
            #expect(another.status == .conflict && another.problemCode == "in_progress")
            #expect(try await asking.claim() == nil)
        }
    }

    @Test(arguments: ["mcp", "a2a"])
    func `I-32: where no transport leads back, the question says so and what is allowed`(transport: String) async throws
    {
        try await AskingOperation.with(transport: transport) { asking in
            let body: JSON = [
                "status": "input-required", "task_id": .string(ToldOperation.task), "reason": "APPROVAL_REQUIRED",
            ]
            // Over A2A inside a task that is over, which nobody can go on with.
            let answer =
                transport == "mcp"
                ? AgentAnswer.tool(ToolResult(isError: false, structuredContent: body, texts: []))
                : .tool(ToolResult(A2AResponse(AskingOperation.over(body))))
            #expect(try await asking.observe(answer, asking.told.call) == .moved)
            let question = try await asking.question()
            #expect(question["is_resumable"] == false && question["token"] == nil)
            #expect(question["allowed"] == ["poll", "reconcile", "new_operation"])
            #expect(question["why"]?.string?.isEmpty == false)
            let reply = try await asking.reply(token: "0")
            #expect(reply.status == .conflict && reply.problemCode == "refused")
            #expect(try await asking.generations() == ["1 open"])
            #expect(try await asking.document()["next_step"]?["step"] == "poll")
        }
    }

    @Test func `I-32: what a webhook or a poll asks leads nowhere back, whatever it says`() async throws {
        try await AskingOperation.with { asking in
            try await asking.answered(
                AskingOperation.over(["status": "submitted", "task_id": .string(ToldOperation.task)]))
            let forged = #"{"reason":"X","continuation":{"task_id":"native-1","context_id":"c"}}"#
            #expect(try await asking.told.webhook { ($0.status, $0.result) = ("input-required", forged) }.status == .ok)
            #expect(try await asking.question()["is_resumable"] == false)
            try await asking.told.poll([
                "status": "auth-required", "task_id": .string(ToldOperation.task), "task_type": "create_media_buy",
            ])
            #expect(try await asking.generations() == ["1 stale 2", "2 open"])
            #expect(try await asking.question()["is_resumable"] == false)
        }
    }
}
