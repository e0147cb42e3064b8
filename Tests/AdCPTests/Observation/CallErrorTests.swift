import AdCP
import Testing

@Suite struct `the answer to a call: errors` {
    @Test(
        arguments: [
            // Certainly nothing was done.
            AnswerCase(name: "not sent", answer: .notSent(reason: "no route"), outcome: .retry),
            AnswerCase(
                name: "429", answer: .httpError(status: 429, retryAfterSeconds: 7), outcome: .retry,
                code: "RATE_LIMITED"),
            AnswerCase(name: "503", answer: .httpError(status: 503, retryAfterSeconds: nil), outcome: .retry),
            AnswerCase(
                name: "401", answer: .httpError(status: 401, retryAfterSeconds: nil), outcome: .retry,
                code: "AUTH_INVALID"),
            AnswerCase(
                name: "403", answer: .httpError(status: 403, retryAfterSeconds: nil), outcome: .retry,
                code: "PERMISSION_DENIED"),
            AnswerCase(name: "404", answer: .httpError(status: 404, retryAfterSeconds: nil), outcome: .retry),
            AnswerCase(name: "400", answer: .httpError(status: 400, retryAfterSeconds: nil), outcome: .retry),
            AnswerCase(name: "308", answer: .httpError(status: 308, retryAfterSeconds: nil), outcome: .retry),
            // It may have been done.
            AnswerCase(name: "lost", answer: .lost(reason: "connection reset"), outcome: .outcomeUnknown),
            AnswerCase(name: "500", answer: .httpError(status: 500, retryAfterSeconds: nil), outcome: .outcomeUnknown),
            AnswerCase(name: "502", answer: .httpError(status: 502, retryAfterSeconds: nil), outcome: .outcomeUnknown),
            AnswerCase(name: "504", answer: .httpError(status: 504, retryAfterSeconds: nil), outcome: .outcomeUnknown),
            AnswerCase(name: "408", answer: .httpError(status: 408, retryAfterSeconds: nil), outcome: .outcomeUnknown),
            AnswerCase(name: "202", answer: .httpError(status: 202, retryAfterSeconds: nil), outcome: .outcomeUnknown),
            AnswerCase(name: "0", answer: .httpError(status: 0, retryAfterSeconds: nil), outcome: .outcomeUnknown),
        ])
    func `of the transport say whether the request was acted on`(_ expected: AnswerCase) {
        expected.check()
    }

    @Test(
        arguments: [
            AnswerCase(
                name: "internal error", answer: .protocolError(code: -32603, message: "boom", data: nil),
                outcome: .outcomeUnknown),
            AnswerCase(
                name: "internal error with an AdCP error",
                answer: .protocolError(
                    code: -32603, message: "boom", data: ["adcp_error": .error("SERVICE_UNAVAILABLE")]),
                outcome: .retry,
                code: "SERVICE_UNAVAILABLE"),
            AnswerCase(
                name: "rate limit with an AdCP error",
                answer: .protocolError(
                    code: -32029, message: "slow down",
                    data: ["adcp_error": ["code": "RATE_LIMITED", "recovery": "transient"]]),
                outcome: .retry, code: "RATE_LIMITED"),
            AnswerCase(
                name: "reserved code alone", answer: .protocolError(code: -32029, message: "x", data: nil),
                outcome: .outcomeUnknown),
            AnswerCase(
                name: "reserved code with something else",
                answer: .protocolError(code: -32028, message: "x", data: ["adcp_error": "AUTH"]),
                outcome: .outcomeUnknown),
            AnswerCase(
                name: "no such method", answer: .protocolError(code: -32601, message: "Method not found", data: nil),
                outcome: .failed,
                code: "UNSUPPORTED_FEATURE"),
            AnswerCase(
                name: "no such tool",
                answer: .protocolError(code: -32602, message: "Tool create_media_buy not found", data: nil),
                outcome: .failed, code: "UNSUPPORTED_FEATURE"),
            AnswerCase(
                name: "bad arguments",
                answer: .protocolError(code: -32602, message: "Invalid arguments for tool", data: nil),
                outcome: .failed, code: "INVALID_REQUEST"),
            AnswerCase(
                name: "before the handshake",
                answer: .protocolError(code: -32602, message: "Invalid request parameters", data: ""),
                outcome: .retry),
            AnswerCase(
                name: "no session",
                answer: .protocolError(code: -32600, message: "Bad Request: Missing session ID", data: nil),
                outcome: .retry),
            AnswerCase(
                name: "unread", answer: .protocolError(code: -32700, message: "Parse error", data: nil), outcome: .retry
            ),
            AnswerCase(
                name: "of the server", answer: .protocolError(code: -32001, message: "", data: nil),
                outcome: .outcomeUnknown),
        ])
    func `of JSON-RPC count only with an AdCP error, or where no tool was reached`(_ expected: AnswerCase) {
        expected.check()
    }

    @Test(
        arguments: [
            // Transient: nothing was done, the same bytes may be sent again.
            AnswerCase(name: "rate", answer: .error("RATE_LIMITED"), outcome: .retry, code: "RATE_LIMITED"),
            AnswerCase(
                name: "service", answer: .error("SERVICE_UNAVAILABLE"), outcome: .retry, code: "SERVICE_UNAVAILABLE"),
            AnswerCase(
                name: "governance", answer: .error("GOVERNANCE_UNAVAILABLE"), outcome: .retry,
                code: "GOVERNANCE_UNAVAILABLE"),
            AnswerCase(
                name: "campaign", answer: .error("CAMPAIGN_SUSPENDED"), outcome: .retry, code: "CAMPAIGN_SUSPENDED"),
            AnswerCase(
                name: "a code of the seller's, said to be transient",
                answer: .error("TEMPORARILY_UNAVAILABLE", recovery: "transient"),
                outcome: .retry, code: "TEMPORARILY_UNAVAILABLE"),
            // An earlier call is under way.
            AnswerCase(
                name: "in flight", answer: .error("IDEMPOTENCY_IN_FLIGHT"), outcome: .outcomeUnknown,
                code: "IDEMPOTENCY_IN_FLIGHT"),
            // Nobody says that nothing was done.
            AnswerCase(
                name: "a code of the seller's", answer: .error("X_NOVA"), outcome: .outcomeUnknown, code: "X_NOVA"),
            // Correctable and terminal: the frozen request will never do.
            AnswerCase(name: "correctable", answer: .error("BUDGET_TOO_LOW"), outcome: .failed, code: "BUDGET_TOO_LOW"),
            AnswerCase(
                name: "correctable with a wait",
                answer: .error("BUDGET_TOO_LOW", recovery: "correctable", retryAfter: 30), outcome: .failed,
                code: "BUDGET_TOO_LOW"),
            AnswerCase(
                name: "terminal", answer: .error("ACCOUNT_SUSPENDED"), outcome: .failed, code: "ACCOUNT_SUSPENDED"),
            AnswerCase(
                name: "strange recovery", answer: .error("RATE_LIMITED", recovery: "deferred"), outcome: .failed,
                code: "RATE_LIMITED"),
            AnswerCase(name: "old revision", answer: .error("CONFLICT"), outcome: .failed, code: "CONFLICT"),
            AnswerCase(
                name: "old release", answer: .error("VERSION_UNSUPPORTED"), outcome: .failed,
                code: "VERSION_UNSUPPORTED"),
            AnswerCase(
                name: "not found", answer: .error("REFERENCE_NOT_FOUND"), outcome: .failed, code: "REFERENCE_NOT_FOUND"),
            // An earlier call did it, or may have.
            AnswerCase(
                name: "key with other bytes", answer: .error("IDEMPOTENCY_CONFLICT"), outcome: .outcomeUnknown,
                code: "IDEMPOTENCY_CONFLICT"),
            AnswerCase(
                name: "key forgotten", answer: .error("IDEMPOTENCY_EXPIRED", recovery: "correctable"),
                outcome: .outcomeUnknown,
                code: "IDEMPOTENCY_EXPIRED"),
            AnswerCase(
                name: "done and gone", answer: .error("COMMITTED_RESOURCE_PURGED", recovery: "terminal"),
                outcome: .outcomeUnknown,
                code: "COMMITTED_RESOURCE_PURGED"),
            // Credentials are the operator's to mend.
            AnswerCase(name: "no credentials", answer: .error("AUTH_MISSING"), outcome: .retry, code: "AUTH_MISSING"),
            AnswerCase(
                name: "bad credentials", answer: .error("AUTH_INVALID", recovery: "terminal"), outcome: .retry,
                code: "AUTH_INVALID"),
            AnswerCase(
                name: "credentials, older name", answer: .error("AUTH_REQUIRED"), outcome: .retry, code: "AUTH_REQUIRED"
            ),
            AnswerCase(
                name: "the body waits for authorization",
                answer: .body(["status": "auth-required", "adcp_error": .error("AUTH_REQUIRED")], isError: true),
                outcome: .authRequired,
                code: "AUTH_REQUIRED"),
        ])
    func `of AdCP say what to do`(_ expected: AnswerCase) {
        expected.check()
    }

    @Test(
        arguments: [
            AnswerCase(
                name: "adcp_error in a text",
                answer: .texts("Sorry", #"{"adcp_error":{"code":"RATE_LIMITED"}}"#, isError: true),
                outcome: .retry, code: "RATE_LIMITED"),
            AnswerCase(
                name: "structured content before texts",
                answer: .body(
                    ["adcp_error": .error("BUDGET_TOO_LOW")], isError: true,
                    texts: [#"{"adcp_error":{"code":"RATE_LIMITED"}}"#]),
                outcome: .failed, code: "BUDGET_TOO_LOW"),
            AnswerCase(
                name: "adcp_error in a text before errors[]",
                answer: .body(
                    ["errors": [.error("BUDGET_TOO_LOW")]], isError: true,
                    texts: [#"{"adcp_error":{"code":"RATE_LIMITED"}}"#]),
                outcome: .retry, code: "RATE_LIMITED"),
            AnswerCase(
                name: "errors[] alone", answer: .body(["errors": [.error("PRODUCT_NOT_FOUND")]], isError: true),
                outcome: .failed,
                code: "PRODUCT_NOT_FOUND"),
            AnswerCase(
                name: "errors[] of a success's form", answer: .body(["errors": [.error("PRODUCT_NOT_FOUND")]]),
                version: "3.0",
                outcome: .failed, code: "PRODUCT_NOT_FOUND"),
            AnswerCase(
                name: "transient errors[] of a success's form",
                answer: .body(["errors": [.error("RATE_LIMITED")], "sandbox": true]),
                outcome: .retry, code: "RATE_LIMITED"),
            AnswerCase(
                name: "completed with errors and no buy",
                answer: .body(["status": "completed", "errors": [.error("TERMS_REJECTED")]]),
                outcome: .failed, code: "TERMS_REJECTED"),
            AnswerCase(
                name: "failed, transient, no task",
                answer: .body(["status": "failed", "adcp_error": .error("RATE_LIMITED")]),
                outcome: .retry, code: "RATE_LIMITED"),
            AnswerCase(
                name: "an error in the text of a success", answer: .texts(#"{"adcp_error":{"code":"RATE_LIMITED"}}"#),
                outcome: .outcomeUnknown),
            AnswerCase(
                name: "nothing but adcp_error in a success", answer: .body(["adcp_error": .error("X")]),
                outcome: .outcomeUnknown),
            AnswerCase(
                name: "no AdCP error", answer: .texts("Rate limit exceeded.", isError: true), outcome: .outcomeUnknown),
            AnswerCase(
                name: "an error that is too large", answer: .error(String(repeating: "X", count: 65)), outcome: .failed),
            AnswerCase(
                name: "an error beside a buy",
                answer: .body(
                    ["media_buy_id": "mb_7", "confirmed_at": .null, "revision": 1, "packages": []], isError: true),
                outcome: .outcomeUnknown),
            AnswerCase(
                name: "an error that says submitted",
                answer: .body(["status": "submitted", "task_id": "tk_1"], isError: true),
                outcome: .outcomeUnknown, taskID: "tk_1"),
            AnswerCase(
                name: "an error that says rejected",
                answer: .body(["status": "rejected", "reason": "No"], isError: true),
                outcome: .rejected),
            AnswerCase(
                name: "an error that says input-required", answer: .body(["status": "input-required"], isError: true),
                outcome: .inputRequired),
            AnswerCase(
                name: "no such tool", answer: .texts("Unknown tool: create_media_buy", isError: true), outcome: .failed,
                code: "UNSUPPORTED_FEATURE"),
            AnswerCase(
                name: "no such tool, TypeScript",
                answer: .texts("MCP error -32602: Tool create_media_buy not found", isError: true),
                outcome: .failed, code: "UNSUPPORTED_FEATURE"),
            AnswerCase(
                name: "another tool is unknown", answer: .texts("Unknown tool: get_products", isError: true),
                outcome: .outcomeUnknown),
        ])
    func `are found in AdCP's order and nowhere else`(_ expected: AnswerCase) {
        expected.check()
    }

    @Test func `bring the wait, but only where there is something to wait for`() {
        let wait = { (answer: AgentAnswer) in
            Observation(ofCall: "create_media_buy", answer: answer, servedVersion: "3.1").retryAfterSeconds
        }
        #expect(wait(.error("RATE_LIMITED", retryAfter: 5)) == 5)
        #expect(wait(.error("RATE_LIMITED", retryAfter: 5000)) == 3600)
        #expect(wait(.error("X_NOVA", retryAfter: 9)) == 9)
        #expect(wait(.error("BUDGET_TOO_LOW", retryAfter: 5)) == nil)
        #expect(wait(.httpError(status: 503, retryAfterSeconds: 9999)) == 3600)
        #expect(wait(.httpError(status: 429, retryAfterSeconds: 0)) == nil)
    }

    @Test func `that settle leave the normalized errors as the value`() throws {
        let observation = Observation(
            ofCall: "create_media_buy",
            answer: .body(
                [
                    "status": "failed", "adcp_error": .error("BUDGET_TOO_LOW", retryAfter: 5),
                    "errors": [.error("BUDGET_TOO_LOW", retryAfter: 5), 7, ["message": "no code"]],
                ], isError: true), servedVersion: "3.1")
        #expect(try JSON(parsing: try #require(observation.value)) == ["errors": [.error("BUDGET_TOO_LOW")]])
        #expect(observation.reason == "Something is wrong")
    }

    @Test func `are public, for those who have to act on one`() {
        #expect(AgentAnswer.error("VERSION_UNSUPPORTED").error?.code == .versionUnsupported)
        #expect(
            AgentAnswer.protocolError(code: 1, message: "", data: ["adcp_error": .error("X")]).error?.code.rawValue
                == "X")
        #expect(AgentAnswer.body(["adcp_error": .error("X")]).error == nil)
        #expect(AgentAnswer.lost(reason: "").error == nil)
    }
}
