extension Seller {
    func beginSession() -> String {
        self.sessions.begin()
    }

    func useSession(_ id: String) -> Bool {
        self.sessions.use(id)
    }

    func endSession(_ id: String) -> Bool {
        self.sessions.end(id)
    }

    func endAllSessions() {
        self.sessions.endAll()
    }

    /// Whether the next answer is an event stream.
    func drawsEventStream() -> Bool {
        switch self.settings.responseForm {
        case .json: false
        case .sse: true
        case .mixed: Bool.random(using: &self.generator)
        }
    }
}
