import AdCP
import Crypto
import Foundation

/// A call that passed the checks every call has to pass.
struct ToolCall: Sendable {
    let tool: Tool
    let arguments: JSONObject
    let token: Int
    let owner: Owner
    /// The release the answer is written in.
    let version: Version
    let behaviour: Behaviour
    let origin: CallOrigin
    /// Nil for calls without an idempotency key.
    let key: KeyScope?

    /// Buyers see what their token made, for the account they name or for all of them.
    func sees(_ owner: Owner) -> Bool {
        owner.token == self.token && (self.arguments["account"] == nil || owner == self.owner)
    }

    /// Under which the calls that a limited behaviour hits are counted.
    func counter(_ word: String) -> String {
        let subject = self.key?.keyHash ?? "\(self.tool.name) \(self.behaviour.text)"
        return SHA256.hexadecimal(of: "\(self.owner.token) \(self.owner.account) \(subject) \(word)")
    }

    /// Hash of what an idempotency key covers: everything but what the specification lists as outside it.
    var requestHash: String {
        var covered = self.arguments
        for name in ["idempotency_key", "context", "governance_context"] {
            covered[name] = nil
        }
        if var push = covered["push_notification_config"]?.object, var login = push["authentication"]?.object {
            login["credentials"] = nil
            push["authentication"] = .object(login)
            covered["push_notification_config"] = .object(push)
        }
        return SHA256.hexadecimal(of: JSON.object(covered).canonical)
    }

    /// The work it asks for, to be done now.
    func order(at: Date) -> WorkOrder {
        WorkOrder(
            arguments: self.arguments, owner: self.owner, version: self.version, origin: self.origin, taskID: nil,
            at: at)
    }
}
