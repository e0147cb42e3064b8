import AdCP
import Foundation

/// One line of the record. Its number is its place in the file, from one.
struct Entry: Sendable {
    let at: Date
    let event: Event
    let details: JSONObject

    init(_ event: Event, at: Date, _ details: JSONObject) {
        self.at = at
        self.event = event
        self.details = details
    }

    init?(line: some Sequence<UInt8>) {
        guard let json = try? JSON(parsing: line), var details = json.object,
            let event = details["event"]?.string.flatMap(Event.init(rawValue:)),
            let at = details["at"]?.string.flatMap(Timestamp.date)
        else { return nil }
        details["event"] = nil
        details["at"] = nil
        self.init(event, at: at, details)
    }

    var json: JSON {
        var object: JSONObject = ["event": .string(self.event.rawValue), "at": .string(Timestamp.text(self.at))]
        for (name, value) in self.details {
            object[name] = value
        }
        return .object(object)
    }

    subscript(name: String) -> JSON? { self.details[name] }
}
