import Testing

@testable import AgentClient

struct PromiseTests {
    @Test func `all who wait get the value, and so do those who come later`() async {
        let promise = Promise<Int>()
        await withTaskGroup(of: Int?.self) { group in
            for _ in 0..<20 { group.addTask { await promise.value() } }
            group.addTask {
                promise.fulfil(7)
                promise.fulfil(8)
                return 7
            }
            for await value in group { #expect(value == 7) }
        }
        #expect(await promise.value() == 7)
    }

    @Test func `a cancelled task stops waiting, others go on`() async {
        let promise = Promise<Int>()
        let patient = Task { await promise.value() }
        let cancelled = Task { await promise.value() }
        cancelled.cancel()
        #expect(await cancelled.value == nil)
        promise.fulfil(1)
        #expect(await patient.value == 1)
    }

    @Test func `many tasks cancelled while the value comes all end`() async {
        for _ in 0..<200 {
            let promise = Promise<Int>()
            let tasks = (0..<4).map { _ in Task { await promise.value() } }
            async let fulfilled: Void = promise.fulfil(1)
            for task in tasks { task.cancel() }
            for task in tasks { #expect([nil, 1].contains(await task.value)) }
            await fulfilled
        }
    }
}
