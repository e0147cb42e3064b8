@testable import Postgres
import Testing

/// Connections and waiters are plain names here: these are decisions only.
@Suite struct PoolStateTests {
    private typealias State = PoolState<String, String>

    private let now = ContinuousClock.now

    /// Queues waiters one second apart, so that each has a deadline of its own.
    private func queue(_ names: String..., in state: inout State) -> [State.Place] {
        names.enumerated().map { index, name in
            let place = state.reservePlace()
            _ = state.request(place, name, deadline: self.now.advanced(by: .seconds(index + 1)))
            return place
        }
    }

    private func handedOver(_ delivery: State.Delivery) -> String? {
        if case .handOver(_, let waiter) = delivery { waiter } else { nil }
    }

    @Test func `connections are asked for as waiters come, up to the size`() {
        var state = State(size: 2, maximumWaiters: 10)
        let asked = (1...3).map { number in
            if case .queued(let shouldConnect) = state.request(state.reservePlace(), "w\(number)", deadline: self.now) {
                shouldConnect
            } else {
                false
            }
        }
        #expect(asked == [true, true, false])
        #expect(state.status == PoolStatus(idle: 0, leased: 0, connecting: 2, waiting: 3))
    }

    @Test func `waiters are served in the order they came`() {
        var state = State(size: 1, maximumWaiters: 10)
        _ = self.queue("first", "second", "third", in: &state)
        #expect(self.handedOver(state.connected("c")) == "first")
        #expect(state.takeIdle() == nil)
        #expect(self.handedOver(state.giveBack("c")) == "second")
        #expect(self.handedOver(state.giveBack("c")) == "third")
        #expect(self.handedOver(state.giveBack("c")) == nil)
        #expect(state.takeIdle() == "c")
    }

    @Test func `one who leaves is passed over, and only once`() {
        var state = State(size: 1, maximumWaiters: 10)
        let places = self.queue("first", "second", in: &state)
        #expect(state.leave(places[0]) == "first")
        #expect(state.leave(places[0]) == nil)
        #expect(self.handedOver(state.connected("c")) == "second")
        #expect(state.leave(places[1]) == nil)
    }

    @Test func `a full queue refuses`() {
        var state = State(size: 1, maximumWaiters: 1)
        _ = self.queue("first", in: &state)
        guard case .refused(let error) = state.request(state.reservePlace(), "second", deadline: self.now) else {
            Issue.record("not refused")
            return
        }
        #expect(error.code == .poolFull && error.isRetryable)
    }

    @Test func `those who waited too long are told why`() {
        var state = State(size: 1, maximumWaiters: 10)
        _ = self.queue("first", "second", "third", in: &state)
        #expect(state.nextDeadline == self.now.advanced(by: .seconds(1)))
        let (waiters, error) = state.expire(self.now.advanced(by: .seconds(2)))
        #expect(waiters == ["first", "second"] && error.code == .poolTimeout)
        #expect(state.connectFailed(PostgresError(code: .connectionFailed, message: "refused")) == true)
        let (rest, reason) = state.expire(self.now.advanced(by: .seconds(3)))
        #expect(rest == ["third"] && reason.code == .connectionFailed)
        #expect(state.nextDeadline == nil)
    }

    @Test func `a lost connection is replaced`() {
        var state = State(size: 1, maximumWaiters: 10)
        _ = self.queue("first", in: &state)
        _ = state.connected("c")
        #expect(state.replace() == true)
        #expect(state.status == PoolStatus(idle: 0, leased: 0, connecting: 1, waiting: 0))
    }

    @Test func `draining serves those who came before and nobody after`() {
        var state = State(size: 1, maximumWaiters: 10)
        _ = self.queue("first", "second", in: &state)
        _ = state.connected("c")
        #expect(state.drain().isEmpty)
        guard case .refused(let error) = state.request(state.reservePlace(), "late", deadline: self.now) else {
            Issue.record("not refused")
            return
        }
        #expect(error.code == .poolClosed && !state.isDrained)
        #expect(self.handedOver(state.giveBack("c")) == "second")
        #expect(!state.isDrained)
        guard case .close = state.giveBack("c") else {
            Issue.record("not closed")
            return
        }
        #expect(state.isDrained)
    }

    @Test func `draining lets go of idle connections and stops replacing lost ones`() {
        var state = State(size: 2, maximumWaiters: 10)
        _ = self.queue("first", "second", in: &state)
        _ = state.connected("c")
        _ = state.connected("d")
        _ = state.giveBack("c")
        #expect(state.drain() == ["c"])
        #expect(state.replace() == false)
        #expect(state.isDrained)
    }

    @Test func `closing turns everybody away`() {
        var state = State(size: 1, maximumWaiters: 10)
        _ = self.queue("first", "second", in: &state)
        #expect(state.close().waiters == ["first", "second"])
        guard case .close = state.connected("c") else {
            Issue.record("not closed")
            return
        }
        #expect(state.takeIdle() == nil)
    }
}

@Suite struct BackoffTests {
    @Test func `waits double up to the limit, and leave the upper half to chance`() {
        var backoff = Backoff(first: .milliseconds(100), most: .milliseconds(350))
        var generator = SystemRandomNumberGenerator()
        for step in [100, 200, 350, 350] {
            let wait = backoff.wait(using: &generator)
            #expect(wait >= .milliseconds(step) / 2 && wait <= .milliseconds(step))
        }
        backoff.reset()
        #expect(backoff.wait(using: &generator) <= .milliseconds(100))
    }
}
