import AdCP
import Foundation
import Logging

/// What becomes of a tool call, before it is written to a socket.
enum CallOutcome: Sendable {
    case answered(ToolAnswer)
    case refused(Refusal)
    /// Done, but the answer is spoilt.
    case broken(Breakage)
    /// Done, but told only after that time, with progress on the open connection until then.
    indirect case progressing(seconds: Double, then: CallOutcome)

    /// What is answered in the end; nil where nothing usable is.
    var answer: ToolAnswer? {
        switch self {
        case .answered(let answer): answer
        case .progressing(_, let then): then.answer
        case .refused, .broken: nil
        }
    }
}

/// The result of a tool call as MCP carries it.
struct ToolAnswer: Sendable {
    let isError: Bool
    let text: String
    let structured: JSONObject?

    init(_ body: JSONObject) {
        self.isError = false
        self.text = JSON.object(body).text
        self.structured = body
    }

    init(_ error: AdCPError, context: JSON?) {
        self.isError = true
        self.text = "\(error.code): \(error.message)"
        self.structured = JSONObject(present: [
            "status": "failed", "adcp_error": error.json, "errors": [error.json], "context": context,
        ])
    }

    init(unknownTool name: String) {
        self.isError = true
        self.text = "Unknown tool: \(name.prefix(64))"
        self.structured = nil
    }

    var json: JSON {
        .object(
            JSONObject(present: [
                "content": [["type": "text", "text": .string(self.text)]],
                "structuredContent": self.structured.map { .object($0) },
                "isError": .bool(self.isError),
            ]))
    }
}

/// Serves tool calls: lets the seller decide, and keeps the times and the order that the behaviour asks for.
struct ToolService: Sendable {
    let seller: Seller
    let deliverer: WebhookDeliverer
    let notifier: Notifier
    let logger: Logger

    /// - Parameter token: place of the caller's bearer token.
    func call(_ name: String, _ arguments: JSONObject, token: Int) async -> CallOutcome {
        await self.speaking(context: arguments["context"]) {
            switch try await self.seller.admit(tool: name, arguments: arguments, token: token) {
            case .unknownTool:
                return .answered(ToolAnswer(unknownTool: name))
            case .refused(let refusal):
                return .refused(refusal)
            case .replay(let call, let answer, let fault):
                return try await self.answer(answer, to: call, fault: fault)
            case .work(let call, let fault):
                return await self.work(on: call, fault: fault)
            }
        }
    }

    private func work(on call: ToolCall, fault: RandomFault?) async -> CallOutcome {
        var wait = call.behaviour.slowSeconds ?? 0
        if case .slow(let seconds) = fault {
            wait += seconds
        }
        await Self.pass(seconds: wait)
        let outcome = await self.finish(call, fault: fault)
        return call.behaviour.progressSeconds.map { .progressing(seconds: $0, then: outcome) } ?? outcome
    }

    private func finish(_ call: ToolCall, fault: RandomFault?) async -> CallOutcome {
        await self.speaking(context: call.arguments["context"]) {
            try await self.prove(call)
            let served = try await self.seller.serve(call, fault: fault)
            if let task = served.deliverFirst {
                await self.deliverer.deliver(of: task)
            }
            return try await self.answer(served.body, to: call, fault: fault)
        }
    }

    /// Sees to it that addresses which are to be registered are the buyer's.
    private func prove(_ call: ToolCall) async throws {
        guard call.tool.name == SyncAgentNotificationConfigs.tool.name else { return }
        do {
            try await self.notifier.prove(try SyncAgentNotificationConfigs.subscribers(call.arguments))
        } catch {
            await self.seller.abandon(call)
            throw error
        }
    }

    private func answer(_ body: JSONObject, to call: ToolCall, fault: RandomFault?) async throws -> CallOutcome {
        if let breakage = try await self.seller.breakage(of: call, fault: fault) {
            return .broken(breakage)
        }
        return .answered(ToolAnswer(body))
    }

    /// Turns errors into what the buyer hears of them.
    private func speaking(context: JSON?, _ body: () async throws -> CallOutcome) async -> CallOutcome {
        do {
            return try await body()
        } catch let error as AdCPError {
            return .answered(ToolAnswer(error, context: context))
        } catch {
            self.logger.error("a call could not be served", metadata: ["error": "\(error)"])
            return .refused(.internalServerError)
        }
    }

    /// Lets time pass; a seller that is told to stop waits no longer.
    static func pass(seconds: Double) async {
        guard seconds > 0 else { return }
        try? await Task.sleep(for: .seconds(seconds))
    }
}
