import AdCP
import Foundation

extension Seller {
    /// What the seller can has another version from now on.
    func changeCapabilities(to version: String) throws {
        try self.commit([Entry(.capabilitiesChanged, at: Date(), ["version": .string(version)])])
    }

    /// The version of what it can, and who wants to know of it.
    var subscribers: (version: String, [Subscriber]) {
        (
            self.ledger.capabilitiesVersion,
            self.ledger.subscribers.sorted { $0.key < $1.key }.flatMap(\.value)
        )
    }

    /// Takes a call back that was admitted and comes to nothing before it is served.
    func abandon(_ call: ToolCall) {
        if let key = call.key { self.running[key] = nil }
    }
}
