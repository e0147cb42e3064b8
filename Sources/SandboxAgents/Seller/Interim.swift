import AdCP

/// What a task says of itself while it is open.
enum Interim {
    static func body(of status: TaskStatus, task: String) -> JSONObject {
        (["status": .string(status.rawValue), "task_id": .string(task)] as JSONObject)
            .merging(Self.details(of: status))
    }

    private static let unauthorised = AdCPError(
        "AUTHORIZATION_REQUIRED", "this agent is not authorised for the account", .correctable)

    /// Members that belong to the status: progress while working, the reason while waiting for the buyer.
    static func details(of status: TaskStatus) -> JSONObject {
        switch status {
        case .working: ["percentage": 50, "current_step": "review"]
        case .inputRequired: ["reason": "APPROVAL_REQUIRED", "message": "please approve the insertion order"]
        case .authRequired:
            // No release gives this status a body of its own; with errors it takes the form of one that all of them know.
            [
                "message": "please authorise this agent for the account",
                "errors": [Self.unauthorised.json],
            ]
        case .submitted: ["message": "awaiting the publisher's approval"]
        case .completed, .failed, .canceled, .rejected, .unknown: [:]
        }
    }
}
