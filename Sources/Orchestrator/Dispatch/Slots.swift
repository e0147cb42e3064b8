import struct Foundation.UUID
import Synchronization

/// How many steps are under way, and with which agents.
///
/// An agent that holds as many slots as are free gets no more: however slow some are, there is room for the others.
final class Slots: Sendable {
    /// What may be claimed now.
    struct Room: Equatable {
        /// Steps to claim; 0 when no slot is free.
        let limit: Int
        /// Agents that hold their share already.
        let busyAgents: [UUID]
    }

    private struct State {
        let capacity: Int
        var held: [UUID: Int] = [:]
        var inUse = 0
        /// What the last look at the room found in the way.
        var wasFull = false
        var busyAgents: [UUID] = []

        var free: Int { self.capacity - self.inUse }

        /// Whether what was in the way is gone, or nothing is under way any more.
        var hasNewRoom: Bool {
            self.inUse == 0 || (self.wasFull && self.free > 0)
                || self.busyAgents.contains { self.held[$0, default: 0] < self.free }
        }
    }

    private let state: Mutex<State>
    private let roomier: Signal

    /// Largest claim, where batches stop getting cheaper.
    private static let largestClaim = 100

    /// - Parameter roomier: sent when there is room that there was not at the last look.
    init(capacity: Int, roomier: Signal) {
        self.state = Mutex(State(capacity: max(1, capacity)))
        self.roomier = roomier
    }

    var inUse: Int {
        self.state.withLock { $0.inUse }
    }

    /// Looks at the room there is.
    func room() -> Room {
        self.state.withLock { state in
            let free = state.free
            state.wasFull = free <= 0
            state.busyAgents = free > 0 ? state.held.filter { $0.value >= free }.map(\.key) : []
            // All of a claim may be for one agent, so it gets half of what is free.
            return Room(limit: min(Self.largestClaim, (max(0, free) + 1) / 2), busyAgents: state.busyAgents)
        }
    }

    func take(_ agents: some Collection<UUID>) {
        self.state.withLock { state in
            state.inUse += agents.count
            for agent in agents { state.held[agent, default: 0] += 1 }
        }
    }

    func giveBack(_ agents: some Collection<UUID>) {
        let hasNewRoom = self.state.withLock { state in
            state.inUse -= agents.count
            for agent in agents {
                let count = state.held[agent, default: 0] - 1
                state.held[agent] = count > 0 ? count : nil
            }
            return state.hasNewRoom
        }
        if hasNewRoom { self.roomier.send() }
    }
}
