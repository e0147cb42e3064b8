import AdCP
import Foundation
import Testing

@testable import SandboxAgents

/// The seller over A2A: its card, both forms, and AdCP's profile.
@Suite struct A2ATests {
    private struct Caller {
        let seller: RunningSeller
        var form = A2AForm.current
        var hasProfile = false

        func send(_ skill: String, _ arguments: JSONObject, headers: [(String, String)] = []) async throws -> JSON {
            var arguments = arguments
            arguments["adcp_version"] = "3.2"
            let data: JSON = ["skill": .string(skill), self.hasProfile ? "input" : "parameters": .object(arguments)]
            return try await self.send(parts: [["data": data]], headers: headers)
        }

        func answer(_ native: A2AContinuation) async throws -> JSON {
            try await self.send(
                parts: [["data": ["skill": "create_media_buy", "parameters": [:]]]],
                ids: ["taskId": .string(native.taskID), "contextId": .string(native.contextID)])
        }

        func send(
            parts: JSON, ids: JSONObject = [:], headers: [(String, String)] = []
        ) async throws -> JSON {
            var buyer = try await Buyer(self.seller)
            buyer.session = nil
            var all = headers
            if self.form == .current { all.append(("a2a-version", "1.0")) }
            if self.hasProfile { all.append(("a2a-extensions", AgentCard.profile)) }
            var message = ids
            message["messageId"] = "m-1"
            message["role"] = "ROLE_USER"
            message["parts"] = parts
            let answer = try await buyer.post(
                [
                    "jsonrpc": "2.0", "id": 1, "method": .string(self.form.method),
                    "params": ["message": .object(message)],
                ], path: "/a2a", headers: all)
            #expect(answer.status == 200)
            return try JSON(parsing: answer.body)
        }

        func response(_ skill: String, _ arguments: JSONObject) async throws -> A2AResponse {
            A2AResponse(try await self.send(skill, arguments)["result"] ?? .null)
        }
    }

    private func card(_ seller: RunningSeller) async throws -> AgentCard {
        try AgentCard(JSON(parsing: await seller.operate("GET", "/.well-known/agent-card.json").body))
    }

    @Test func `the card tells what is spoken`() async throws {
        try await RunningSeller.run { seller in
            let card = try await card(seller)
            #expect(card.interfaces.map(\.release) == [.current, .legacy, .legacy])
            #expect(Set(card.interfaces.map(\.url)) == ["\(seller.root)/a2a"])
            #expect(!card.hasProfile)
            #expect(card.skills.contains("create_media_buy") && card.skills.contains("get_task_status"))
        }
        try await RunningSeller.run(configured: { ($0.a2aReleases, $0.hasA2AProfile) = ([.legacy], true) }) { seller in
            let card = try await card(seller)
            #expect(card.interfaces.map(\.release) == [.legacy])
            #expect(card.hasProfile)
        }
    }

    @Test(arguments: A2AForm.allCases)
    func `a buy that waits is submitted inside a task that is over`(form: A2AForm) async throws {
        try await RunningSeller.run { seller in
            let answer = try await Caller(seller: seller, form: form)
                .response("create_media_buy", Buyer.purchase("approve-manual"))
            #expect(answer.state == .completed)
            #expect(answer.data?["status"]?.string == "submitted")
            #expect(answer.data?["task_id"]?.string?.hasPrefix("task_") == true)
            #expect(answer.metadataTaskID == nil)
        }
    }

    @Test(arguments: [("input", "input-required"), ("auth", "auth-required"), ("working", "working")])
    func `what is not over asks in the task's message`(behaviour: String, state: String) async throws {
        try await RunningSeller.run { seller in
            let answer = try await Caller(seller: seller)
                .response("create_media_buy", Buyer.purchase(behaviour))
            #expect(answer.state.rawValue == state)
            #expect(answer.data?["status"]?.string == state)
            #expect(answer.nativeTask != nil)
        }
    }

    @Test func `an answer goes to the native task that asked, once`() async throws {
        try await RunningSeller.run { seller in
            let caller = Caller(seller: seller)
            let asked = try await caller.response("create_media_buy", Buyer.purchase("input+progress:0.01"))
            let native = try #require(asked.nativeTask)
            let answered = A2AResponse(try await caller.answer(native)["result"] ?? .null)
            #expect(answered.state == .completed)
            #expect(answered.data?["task_id"] == asked.data?["task_id"])
            #expect(answered.data?["media_buy_id"] != nil)
            #expect(try await seller.entries(.mediaBuyCreated).count == 1)
            #expect(try await caller.answer(native)["error"]?["code"] == -32004)
            #expect(try await seller.entries(.answerReceived).count == 2)
            let other = A2AContinuation(taskID: native.taskID, contextID: "another")
            #expect(try await caller.answer(other)["error"]?["code"] == -32001)
        }
    }

    @Test func `an error fails the task, a rejection rejects it`() async throws {
        try await RunningSeller.run { seller in
            let caller = Caller(seller: seller)
            let failed = try await caller.response("create_media_buy", Buyer.purchase("fail-now"))
            #expect(failed.state == .failed)
            #expect(failed.error?["adcp_error"]?["code"]?.string == "POLICY_VIOLATION")
            #expect(try await caller.response("create_media_buy", Buyer.purchase("reject-now")).state == .rejected)
            let unknown = try await caller.response("no_such_skill", [:])
            #expect(unknown.state == .failed && unknown.data == nil)
        }
    }

    @Test func `the profile is asked for where the card says so`() async throws {
        try await RunningSeller.run(configured: { $0.hasA2AProfile = true }) { seller in
            let caller = Caller(seller: seller, hasProfile: true)
            #expect(try await caller.response("get_products", [:]).state == .completed)
            let plain = try await Caller(seller: seller).send("get_products", [:])
            #expect(plain["error"]?["code"] == -32008)
            let parameters: JSON = [["data": ["skill": "get_products", "parameters": [:]]]]
            #expect(try await caller.send(parts: parameters)["error"]?["code"] == -32602)
        }
    }

    @Test func `a release that is not offered is refused`() async throws {
        try await RunningSeller.run(configured: { $0.a2aReleases = [.legacy] }) { seller in
            let answer = try await Caller(seller: seller).send("get_products", [:])
            #expect(answer["error"]?["code"] == -32009)
        }
    }

    @Test func `a message without its data part is refused`() async throws {
        try await RunningSeller.run { seller in
            let caller = Caller(seller: seller)
            let call: JSON = ["data": ["skill": "get_products", "parameters": [:]]]
            let messages: [JSON] = [[["text": "hello"]], [call, call], []]
            for parts in messages {
                let answer = try await caller.send(parts: parts)
                #expect(answer["error"]?["code"] == -32602)
            }
        }
    }
}
