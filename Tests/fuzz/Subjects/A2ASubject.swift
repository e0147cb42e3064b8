import AdCP

/// What agents answer over A2A, and the cards that they publish.
struct A2ASubject: Subject {
    let samples = Samples.a2aResponses
    let tokens = Samples.jsonTokens

    func check(_ bytes: [UInt8]) throws(BrokenProperty) {
        guard let json = try? JSON(parsing: bytes) else { return }
        if let card = try? AgentCard(json) {
            try BrokenProperty.unless(
                !card.interfaces.isEmpty && card.skills.allSatisfy { $0.utf8.count <= 256 }, "a card can be called by")
        }
        let response = A2AResponse(json)
        try BrokenProperty.unless(!(response.isWrapped && response.data != nil), "a wrapped body is no body")
        let result = ToolResult(response)
        try BrokenProperty.unless(
            result.continuation == nil || response.state == .inputRequired || response.state == .authRequired,
            "only a pause goes on")
        for observation in [
            Observation(ofCall: "create_media_buy", answer: .tool(result), servedVersion: "3.2"),
            Observation(ofPoll: "tk_1", of: "create_media_buy", answer: .tool(result), servedVersion: "3.2"),
        ] {
            let isSettled = [.completed, .failed, .canceled, .rejected].contains(observation.outcome)
            try BrokenProperty.unless(observation.recordHash == nil || isSettled, "only an outcome has a record")
            try BrokenProperty.unless(
                observation.outcome != .completed || observation.recordHash != nil, "what is completed has its record")
            try BrokenProperty.unless(
                observation.outcome != .submitted || observation.taskID != nil, "what is submitted has its task")
            try BrokenProperty.unless((observation.reason?.utf8.count ?? 0) <= 512, "a reason is short")
            try BrokenProperty.unless(
                observation.outcome != .completed || response.state == .completed, "what A2A has not completed is not")
        }
    }
}
