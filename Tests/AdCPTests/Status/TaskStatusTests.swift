import AdCP
import Testing

@Suite struct `task status` {
    @Test func `there are nine, four of them terminal, spelled with hyphens`() {
        #expect(
            Set(TaskStatus.allCases.map(\.rawValue))
                == [
                    "submitted", "working", "input-required", "completed", "canceled", "failed", "rejected",
                    "auth-required",
                    "unknown",
                ])
        #expect(
            Set(TaskStatus.allCases.filter(\.isTerminal)) == [.completed, .failed, .canceled, .rejected])
        #expect(Set(TaskStatus.allCases.filter(\.isPause)) == [.inputRequired, .authRequired])
    }

    @Test(
        arguments: [
            ("submitted", .submitted), ("input-required", .inputRequired), ("input_required", .inputRequired),
            ("Input-Required", .inputRequired), ("TASK_STATE_INPUT_REQUIRED", .inputRequired),
            ("AUTH_REQUIRED", .authRequired),
            ("TASK_STATE_COMPLETED", .completed), ("cancelled", .canceled), ("TASK_STATE_CANCELLED", .canceled),
            ("canceled", .canceled), ("unknown", .unknown), ("active", nil), ("", nil), ("pending_approval", nil),
            ("completed ", nil), ("task_state_", nil), (String(repeating: "w", count: 1_000_000), nil),
        ] as [(String, TaskStatus?)])
    func `every spelling that agents use is read`(text: String, status: TaskStatus?) {
        #expect(TaskStatus(spelled: text) == status)
        #expect(TaskStatus(inbound: text) == status ?? .unknown)
    }

    @Test(arguments: TaskStatus.allCases)
    func `a status is the state and the outcome of the same name, and unknown is neither`(status: TaskStatus) {
        let name = status.rawValue.replacing("-", with: "_")
        #expect(status.state?.rawValue == (status == .unknown ? nil : name))
        #expect(status.outcome.rawValue == (status == .unknown ? "retry" : name))
    }
}
