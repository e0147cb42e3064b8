extension WebhookEnvelope {
    /// A2A's own form.
    ///
    /// A2A's `Task.id` is the transport's and never taken for AdCP's task (C §7.0). The operation is the one in the body or in the
    /// `context` that the agent must echo, into which we put it.
    ///
    /// - Parameter operation: the one that the notification was found to speak of, for what it does not name itself.
    init(
        _ notification: A2ANotification, of operation: WebhookOperation?, version: ProtocolVersion
    ) throws(WebhookPayloadError) {
        let event = notification.event
        let data = notification.data
        let subject = try notification.subject
        let operationID = operation?.id ?? subject.operationID
        let taskID = subject.taskID
        guard operationID != nil || taskID != nil else { throw .missing((data ?? event).path("task_id")) }
        guard let task = subject.taskType ?? operation?.taskType else {
            throw .missing((data ?? event).path("task_type"))
        }

        let body = data.map { TaskBody($0.object, of: task, version: version) }
        let token = try event.optionalMembers("metadata")?.optional("token") {
            $0.string.flatMap { 16...4096 ~= $0.utf8.count ? $0 : nil }
        }
        let contextID = try event.optional("contextId") { Identifier.opaque($0) }
        let status = Self.status(notification.state, body)
        let report = TaskReport(
            taskID: taskID, status: status ?? .unknown, result: body, error: nil,
            message: body?.message ?? CounterpartyText.shown(notification.text), mayLackResult: false)
        var observation = status == nil ? TaskReport.contradiction : report.observation(of: task)
        observation.contextID = observation.contextID ?? contextID
        self.init(
            operationID: operationID, taskID: taskID, taskType: task, timestamp: notification.timestamp, token: token,
            result: data, status: status ?? .unknown, observation: observation)
    }

    /// Where the AdCP task stands: what its body says, for A2A completes a call whose task is merely submitted; A2A's state where the
    /// body says nothing. nil when the two cannot both be true.
    private static func status(_ state: TaskStatus, _ body: TaskBody?) -> TaskStatus? {
        guard case .task(let status) = body?.status, status != state else { return state }
        let mayDiffer = state == .completed || (!state.isTerminal && !status.isTerminal)
        return mayDiffer ? status : nil
    }
}
