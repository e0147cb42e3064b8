/// Runs work that answers even when it is cancelled, and cancels it when time is up.
///
/// - Returns: the work's answer; `fallback` only if it gave none.
func withDeadline<Answer: Sendable>(
    _ deadline: ContinuousClock.Instant, fallback: Answer, _ work: @escaping @Sendable () async -> Answer
) async -> Answer {
    await withTaskGroup(of: Answer?.self) { group in
        group.addTask { await work() }
        group.addTask {
            try? await Task.sleep(until: deadline, clock: .continuous)
            return nil
        }
        var answer: Answer?
        for await next in group {
            answer = answer ?? next
            group.cancelAll()
        }
        return answer ?? fallback
    }
}
