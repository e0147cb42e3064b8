import AdCP
import Foundation

/// A2A's own task of a call that is not over, and the AdCP task that it stands for.
struct NativeTask: Sendable {
    let context: String
    let task: String
}

extension Seller {
    /// Remembers where the answer to what a task asks comes in. Forgotten by a restart, as with sellers that keep A2A's tasks in memory.
    func bind(native: String, context: String, to task: String) {
        self.nativeTasks[native] = NativeTask(context: context, task: task)
    }

    /// Takes an answer: the sandbox's publisher is content with any, and the task is done. Every one that arrives is recorded, be it
    /// wanted or not.
    func resume(_ native: String, context: String?) throws(A2AFault) -> CallOutcome {
        guard let bound = self.nativeTasks[native], bound.context == context, let task = self.ledger.tasks[bound.task]
        else { throw .unknownTask }
        do {
            let details: JSONObject = ["task_id": .string(task.id)]
            try self.commit([Entry(.answerReceived, at: Date(), details.merging(task.origin.details))])
        } catch {
            throw A2AFault(code: -32603, message: "the answer could not be recorded")
        }
        guard task.status == .inputRequired || task.status == .authRequired else { throw .notWaiting }
        do {
            try self.decide(task.id, .completed)
        } catch {
            throw A2AFault(code: -32603, message: "the task could not go on")
        }
        guard let decided = self.ledger.tasks[task.id], let result = decided.result else { throw .notWaiting }
        let answer = CallOutcome.answered(
            ToolAnswer(
                result.merging(
                    JSONObject(present: [
                        "status": .string(decided.status.rawValue), "task_id": .string(task.id),
                        "context": task.context,
                    ]))))
        return task.behaviour.progressSeconds.map { .progressing(seconds: $0, then: answer) } ?? answer
    }
}
