import AdCP
import struct Foundation.UUID

/// A call of a skill, composed from texts that stay as they are.
struct A2AMessage: Sendable {
    let skill: String
    /// JSON text, sent byte for byte: the agent compares it with what it got before under the same key.
    let arguments: String
    /// New for every message.
    let messageID: String
    /// The task whose question this answers.
    let continuation: A2AContinuation?

    init(
        skill: String, arguments: String, messageID: String = UUID().uuidString.lowercased(),
        continuation: A2AContinuation? = nil
    ) {
        self.skill = skill
        self.arguments = arguments
        self.messageID = messageID
        self.continuation = continuation
    }

    /// The JSON-RPC request, in the form that the agent's card asks for.
    func text(for route: A2ARoute, id: Int) -> String {
        let member = route.hasProfile ? "input" : "parameters"
        let data = #"{"skill":\#(Self.quoted(self.skill)),"\#(member)":\#(self.arguments)}"#
        let messageID = #""messageId":\#(Self.quoted(self.messageID))"#
        let ids = self.continuation.map {
            #","taskId":\#(Self.quoted($0.taskID)),"contextId":\#(Self.quoted($0.contextID))"#
        }
        let message =
            switch route.release {
            case .current:
                #"{\#(messageID)\#(ids ?? ""),"role":"ROLE_USER","parts":[{"data":\#(data)}]}"#
            case .legacy:
                #"{"kind":"message",\#(messageID)\#(ids ?? ""),"role":"user","parts":[{"kind":"data","data":\#(data)}]}"#
            }
        return #"{"jsonrpc":"2.0","id":\#(id),"method":"\#(route.method)","params":{"message":\#(message)}}"#
    }

    private static func quoted(_ text: String) -> String { JSON.string(text).text }
}
