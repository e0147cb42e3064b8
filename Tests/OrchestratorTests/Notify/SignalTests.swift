import Testing

@testable import Orchestrator

@Suite(.timeLimit(.minutes(1)))
struct SignalTests {
    @Test func `a signal that nobody waits for is kept, as one`() async {
        let signal = Signal()
        signal.send()
        signal.send()
        await signal.wait()
        // The second wait ends by its limit: nothing is left.
        await signal.wait(atMost: .milliseconds(1))
    }

    @Test func `a signal wakes the task that waits`() async {
        let signal = Signal()
        await withTaskGroup { group in
            group.addTask { await signal.wait() }
            signal.send()
            await group.waitForAll()
        }
    }

    @Test func `cancellation ends a wait, before it begins and after`() async {
        let signal = Signal()
        await withTaskGroup { group in
            group.addTask { await signal.wait() }
            group.cancelAll()
        }
        await withDiscardingTaskGroup { group in
            group.cancelAll()
            group.addTask { await signal.wait() }
        }
    }

    @Test func `a limit ends a wait, and a later signal is not lost`() async {
        let signal = Signal()
        await signal.wait(atMost: .zero)
        await signal.wait(atMost: .milliseconds(1))
        signal.send()
        await signal.wait()
    }
}
