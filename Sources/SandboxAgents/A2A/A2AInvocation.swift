import AdCP

/// A call of a skill, out of the message that carries it.
struct A2AInvocation: Sendable {
    let skill: String
    let arguments: JSONObject
    let taskID: String?
    let contextID: String?

    /// - Throws: what the caller should hear.
    init(_ params: JSON, profile: Bool) throws(A2AFault) {
        guard let message = params["message"], let id = message["messageId"]?.string, !id.isEmpty,
            let parts = message["parts"]?.array
        else { throw .invalid("a message with messageId and parts is required") }
        let calls = parts.compactMap { $0["data"]?.object }
        guard let call = calls.first, calls.count == 1 else { throw .invalid("exactly one data part is required") }
        guard let skill = call["skill"]?.string else { throw .invalid("the data part names no skill") }
        let names = profile ? ["input"] : ["parameters", "input"]
        guard let name = names.first(where: { call[$0] != nil }), call.count == 2, let arguments = call[name]?.object
        else {
            throw .invalid("the data part must have skill and \(names[0]), and nothing else")
        }
        self.skill = skill
        self.arguments = arguments
        self.taskID = message["taskId"]?.string
        self.contextID = message["contextId"]?.string
    }
}

/// A JSON-RPC error that A2A has.
struct A2AFault: Error, Sendable {
    let code: Int
    let message: String

    static func invalid(_ reason: String) -> A2AFault { A2AFault(code: -32602, message: reason) }
    static let unknownTask = A2AFault(code: -32001, message: "Task not found")
    static let notWaiting = A2AFault(code: -32004, message: "the task waits for nothing")
    static let unknownMethod = A2AFault(code: -32601, message: "Method not found")
    static let extensionRequired = A2AFault(
        code: -32008, message: "the AdCP profile must be activated by A2A-Extensions")
    static let versionUnsupported = A2AFault(code: -32009, message: "this release of A2A is not spoken here")
}
