/// Takes server-sent events apart, by the rules of the HTML standard, as far as they concern MCP: types and data.
package struct EventStreamParser {
    package struct Event: Equatable {
        /// `message` unless the server named another.
        package var type: String
        /// All data lines, joined by line feeds.
        package var data: [UInt8]
    }

    private var line: [UInt8] = []
    private var isFirstLine = true
    private var endedWithCarriageReturn = false
    private var type: [UInt8] = []
    private var data: [UInt8]?

    package init() {}

    /// - Returns: events that these bytes complete.
    package mutating func receive(_ bytes: some Collection<UInt8>) -> [Event] {
        var events: [Event] = []
        var rest = bytes[...]
        if self.endedWithCarriageReturn, let first = rest.first {
            self.endedWithCarriageReturn = false
            if first == UInt8(ascii: "\n") { rest = rest.dropFirst() }
        }
        while let end = rest.firstIndex(where: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }) {
            self.line.append(contentsOf: rest[..<end])
            let isCarriageReturn = rest[end] == UInt8(ascii: "\r")
            rest = rest[end...].dropFirst()
            if isCarriageReturn {
                self.endedWithCarriageReturn = rest.isEmpty
                if rest.first == UInt8(ascii: "\n") { rest = rest.dropFirst() }
            }
            if let event = self.endLine() { events.append(event) }
        }
        self.line.append(contentsOf: rest)
        return events
    }

    /// The event that the end of the stream left without its blank line.
    ///
    /// The standard drops it. We take it, since servers forget that line, and what is cut short isn't valid JSON anyway.
    package mutating func finish() -> Event? {
        if let event = self.endLine() { return event }
        return self.endEvent()
    }

    private mutating func endLine() -> Event? {
        defer { self.line.removeAll(keepingCapacity: true) }
        if self.isFirstLine {
            self.isFirstLine = false
            if self.line.starts(with: [0xEF, 0xBB, 0xBF]) { self.line.removeFirst(3) }
        }
        if self.line.isEmpty { return self.endEvent() }

        let name = self.line.prefix { $0 != UInt8(ascii: ":") }
        var value = self.line[name.endIndex...].dropFirst()
        if value.first == UInt8(ascii: " ") { value = value.dropFirst() }
        if name.elementsEqual("data".utf8) {
            self.data = self.data.map { $0 + [UInt8(ascii: "\n")] + value } ?? Array(value)
        } else if name.elementsEqual("event".utf8) {
            self.type = Array(value)
        }
        return nil
    }

    private mutating func endEvent() -> Event? {
        defer {
            self.type = []
            self.data = nil
        }
        guard let data = self.data else { return nil }
        return Event(type: self.type.isEmpty ? "message" : String(decoding: self.type, as: UTF8.self), data: data)
    }
}
