import Testing

@testable import AgentClient

struct EventStreamParserTests {
    private func events(_ text: String, piece: Int = .max) -> [[String]] {
        var parser = EventStreamParser()
        var bytes = Array(text.utf8)[...]
        var events: [EventStreamParser.Event] = []
        while !bytes.isEmpty {
            events += parser.receive(bytes.prefix(piece))
            bytes = bytes.dropFirst(piece)
        }
        if let last = parser.finish() { events.append(last) }
        return events.map { [$0.type, String(decoding: $0.data, as: UTF8.self)] }
    }

    @Test(arguments: [
        ("data: one\n\ndata: two\n\n", [["message", "one"], ["message", "two"]]),
        ("data: one\r\n\r\ndata: two\r\n\r\n", [["message", "one"], ["message", "two"]]),
        ("data: one\r\rdata: two\r\r", [["message", "one"], ["message", "two"]]),
        ("data: a\ndata: b\n\n", [["message", "a\nb"]]),
        (": keep alive\n\ndata: a\n: and again\ndata:b\n\n", [["message", "a\nb"]]),
        ("event: ping\ndata: {}\n\ndata: a\n\n", [["ping", "{}"], ["message", "a"]]),
        ("id: 7\nretry: 10\nevent: message\ndata: a\n\n", [["message", "a"]]),
        ("event: only\n\ndata: a\n\n", [["message", "a"]]),
        ("data\n\n", [["message", ""]]),
        ("data:  two spaces\n\n", [["message", " two spaces"]]),
        ("data: a:b: c\n\n", [["message", "a:b: c"]]),
        ("\u{FEFF}data: a\n\n", [["message", "a"]]),
        ("dat\u{00E4}: a\ndata: \u{1F600}\n\n", [["message", "\u{1F600}"]]),
        ("\n\n\n", []),
        ("", []),
        ("data: no blank line\n", [["message", "no blank line"]]),
        ("data: no line end", [["message", "no line end"]]),
    ])
    func `an event stream is read by the rules, however it is cut`(text: String, expected: [[String]]) {
        for piece in [1, 2, 3, 5, .max] {
            #expect(events(text, piece: piece) == expected, "in pieces of \(piece)")
        }
    }
}
