import AgentClient

/// Streams of server-sent events, which come in any pieces.
struct EventStreamSubject: Subject {
    let samples = Samples.eventStreams
    let tokens = Samples.eventTokens

    func check(_ bytes: [UInt8]) throws(BrokenProperty) {
        let whole = Self.events(bytes, piece: max(bytes.count, 1))
        for piece in [1, 2, 7] {
            try BrokenProperty.unless(
                Self.events(bytes, piece: piece) == whole, "a stream says the same however it is cut")
        }
        let size = whole.reduce(0) { $0 + $1.data.count }
        try BrokenProperty.unless(size <= bytes.count, "no more comes out than went in")
    }

    private static func events(_ bytes: [UInt8], piece: Int) -> [EventStreamParser.Event] {
        var parser = EventStreamParser()
        var events: [EventStreamParser.Event] = []
        for start in stride(from: 0, to: bytes.count, by: piece) {
            events += parser.receive(bytes[start..<min(start + piece, bytes.count)])
        }
        return events + [parser.finish()].compactMap(\.self)
    }
}
