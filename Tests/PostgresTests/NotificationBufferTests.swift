@testable import Postgres
import Testing

@Suite struct NotificationBufferTests {
    private func all(_ buffer: inout NotificationBuffer) -> [ListenerEvent] {
        var events: [ListenerEvent] = []
        while let event = buffer.next() { events.append(event) }
        return events
    }

    @Test func `what fits is kept in order`() {
        var buffer = NotificationBuffer(limit: 2)
        buffer.add(channel: "a", payload: "1")
        buffer.add(channel: "b", payload: "2")
        #expect(
            self.all(&buffer) == [.notification(channel: "a", payload: "1"), .notification(channel: "b", payload: "2")])
        #expect(buffer.isEmpty)
    }

    @Test func `what does not fit is covered by one resync`() {
        var buffer = NotificationBuffer(limit: 2)
        for number in 1...4 { buffer.add(channel: "a", payload: "\(number)") }
        #expect(self.all(&buffer) == [.resync, .notification(channel: "a", payload: "4")])
    }

    @Test func `a resync comes before what came after it`() {
        var buffer = NotificationBuffer(limit: 5)
        buffer.add(channel: "a", payload: "old")
        buffer.requireResync()
        buffer.requireResync()
        buffer.add(channel: "a", payload: "new")
        #expect(self.all(&buffer) == [.resync, .notification(channel: "a", payload: "new")])
    }
}
