import Foundation
import Testing

@testable import Database
@testable import Orchestrator

struct HandBackQueueTests {
    private static func step(_ operation: OperationID = OperationID(tenant: UUID(), id: UUID())) -> ClaimedStep {
        ClaimedStep(
            operation: operation, agent: UUID(), agentRevision: 1, kind: .poll, attempt: 0, leaseToken: 1,
            task: "create_media_buy", taskID: "task_1", account: nil, request: nil, timeout: .seconds(1),
            isResendable: true,
            isUncertain: false)
    }

    private static func observed(_ step: ClaimedStep) -> HandBack {
        HandBack(step: step, content: .observed(Observed(expired: step)), leaseEnd: .now)
    }

    @Test func `two observations of one operation never go together`() {
        var queue = HandBackQueue()
        let step = Self.step()
        let other = Self.step()
        queue.add(Self.observed(step))
        queue.add(Self.observed(step))
        queue.add(Self.observed(other))
        #expect(queue.begin()?.map(\.step.operation) == [step.operation, other.operation])
        queue.ended()
        #expect(queue.begin()?.map(\.step.operation) == [step.operation])
        #expect(queue.isEmpty)
    }

    @Test func `a batch is of one kind and not too large`() {
        var queue = HandBackQueue()
        let untouched = Self.step()
        queue.add(Self.observed(Self.step()))
        queue.add(HandBack(step: untouched, content: .untouched, leaseEnd: .now))
        for _ in 1...HandBackQueue.batchLimit { queue.add(Self.observed(Self.step())) }
        #expect(queue.begin(isLast: true)?.count == HandBackQueue.batchLimit)
        #expect(queue.begin(isLast: true)?.map(\.step.operation) == [untouched.operation])
        #expect(queue.begin(isLast: true)?.count == 1)
        #expect(queue.begin(isLast: true) == nil)
    }

    @Test func `a small batch waits for the one on its way, a whole one goes beside it, a third waits`() {
        var queue = HandBackQueue()
        queue.add(Self.observed(Self.step()))
        #expect(queue.begin()?.count == 1)
        for _ in 1..<HandBackQueue.batchLimit { queue.add(Self.observed(Self.step())) }
        #expect(queue.begin() == nil)
        for _ in 1...HandBackQueue.batchLimit + 1 { queue.add(Self.observed(Self.step())) }
        #expect(queue.begin()?.count == HandBackQueue.batchLimit)
        #expect(queue.begin() == nil)
        queue.ended()
        #expect(queue.begin()?.count == HandBackQueue.batchLimit)
        queue.ended()
        queue.ended()
        #expect(queue.isEmpty)
    }
}
