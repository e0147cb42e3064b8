import AdCP
import Foundation

/// An address that a buyer wants to be called at when what the seller can changes.
struct Subscriber: Sendable, Equatable {
    let id: String
    let url: String
    let eventTypes: [String]

    /// Nil for one without a name, an address that can be called, or an event that there is.
    init?(_ json: JSON) {
        guard let id = json["subscriber_id"]?.string, id.wholeMatch(of: /[A-Za-z0-9_.:\-]{1,64}/) != nil,
            let url = json["url"]?.string, let parsed = URL(string: url), parsed.host() != nil,
            ["http", "https"].contains(parsed.scheme), json["authentication"] == nil,
            let events = json["event_types"]?.array?.compactMap(\.string), events == ["capabilities.changed"]
        else { return nil }
        self.id = id
        self.url = url
        self.eventTypes = events
    }

    var json: JSON {
        [
            "subscriber_id": .string(self.id), "url": .string(self.url),
            "event_types": .array(self.eventTypes.map { .string($0) }), "active": true,
        ]
    }
}
