import AdCP

/// The payloads of webhooks, of either transport.
struct PayloadSubject: Subject {
    let samples = Samples.bodies
    let tokens = Samples.jsonTokens

    func check(_ bytes: [UInt8]) throws(BrokenProperty) {
        for transport in AgentTransport.allCases {
            for version in ["3.0", "3.2"] {
                guard
                    let payload = try? Self.read(bytes, version, transport)
                else { continue }
                try Self.check(payload)
                try Self.checkRepeat(of: payload, bytes, version, transport)
            }
        }
    }

    private static func read(
        _ bytes: [UInt8], _ version: String, _ transport: AgentTransport
    ) throws(WebhookPayloadError) -> WebhookPayload {
        try WebhookPayload(
            WebhookBody(bytes, servedVersion: version, transport: transport),
            of: WebhookOperation(id: "operation", taskType: "create_media_buy"))
    }

    private static func check(_ payload: WebhookPayload) throws(BrokenProperty) {
        let key = payload.idempotencyKey.utf8
        try BrokenProperty.unless(
            16...255 ~= key.count && key.allSatisfy { 0x21...0x7E ~= $0 }, "a delivery's key is one that can be kept")
        try BrokenProperty.unless(payload.fingerprint.count == 32, "a fingerprint is a hash")
        try BrokenProperty.unless(
            payload.taskID != nil || payload.operationID != nil, "a payload is about a task or an operation")
        try BrokenProperty.unless(
            payload.timestamp.map { Timestamp.rfc3339($0) != nil } ?? true, "a time is a time")
        try Self.check(payload.observation)
        guard let report = payload.deliveryReport else { return }
        try BrokenProperty.unless(payload.observation.outcome == .retry, "a report is no outcome")
        for delivery in report.deliveries {
            let element = try? JSON(parsing: delivery.text)
            try BrokenProperty.unless(
                element?["media_buy_id"]?.string == delivery.mediaBuyID, "a delivery is of its media buy")
        }
    }

    private static func check(_ observation: Observation) throws(BrokenProperty) {
        let isSettled = [.completed, .failed, .canceled, .rejected].contains(observation.outcome)
        try BrokenProperty.unless(observation.recordHash == nil || isSettled, "only an outcome has a record")
        try BrokenProperty.unless(
            observation.outcome != .completed || observation.recordHash != nil, "what is completed has its record")
        try BrokenProperty.unless((observation.reason?.utf8.count ?? 0) <= 512, "a reason is short")
        let texts = [observation.taskID, observation.contextID, observation.reason, observation.errorCode]
        let hasControl = texts.contains { text in
            text?.unicodeScalars.contains { $0.properties.generalCategory == .control } ?? false
        }
        try BrokenProperty.unless(!hasControl, "nothing that is shown has control characters")
        if let value = observation.value, (try? JSON(parsing: value, maximumDepth: 128)) == nil {
            throw BrokenProperty("a value can be read")
        }
    }

    /// The same content with other white space is the same delivery.
    private static func checkRepeat(
        of payload: WebhookPayload, _ bytes: [UInt8], _ version: String, _ transport: AgentTransport
    ) throws(BrokenProperty) {
        guard let text = (try? JSON(parsing: bytes))?.text,
            let again = try? Self.read(Array(" \(text)\n".utf8), version, transport)
        else { throw BrokenProperty("a payload can be read again") }
        try BrokenProperty.unless(
            again.fingerprint == payload.fingerprint && again.idempotencyKey == payload.idempotencyKey,
            "a repeat is the same delivery")
        try BrokenProperty.unless(again.observation.recordHash == payload.observation.recordHash, "and says the same")
    }
}
