import Foundation
import Testing

@testable import Orchestrator

@Suite(.timeLimit(.minutes(1)))
struct SlotsTests {
    private let roomier = Signal()
    private let slow = UUID()
    private let quick = UUID()

    @Test func `an agent that holds as much as is free gets no more`() {
        let slots = Slots(capacity: 8, roomier: self.roomier)
        #expect(slots.room() == Slots.Room(limit: 4, busyAgents: []))
        slots.take(Array(repeating: self.slow, count: 4))
        #expect(slots.room() == Slots.Room(limit: 2, busyAgents: [self.slow]))
        slots.take([self.quick])
        #expect(slots.room() == Slots.Room(limit: 2, busyAgents: [self.slow]))
    }

    @Test func `one slot is enough for one step at a time`() async {
        let slots = Slots(capacity: 1, roomier: self.roomier)
        #expect(slots.room() == Slots.Room(limit: 1, busyAgents: []))
        slots.take([self.slow])
        #expect(slots.room().limit == 0)
        slots.giveBack([self.slow])
        await self.roomier.wait()
        #expect(slots.room().limit == 1)
    }

    @Test func `an agent is welcome again when it holds less than is free`() async {
        let slots = Slots(capacity: 4, roomier: self.roomier)
        slots.take(Array(repeating: self.slow, count: 2))
        #expect(slots.room().busyAgents == [self.slow])
        slots.giveBack([self.slow])
        await self.roomier.wait()
        #expect(slots.room().busyAgents.isEmpty)
    }
}
