/// MCP sessions of this process. They are forgotten by a restart, as those of real sellers are.
struct Sessions: Sendable {
    private var callsLeft: [String: Int] = [:]
    /// Requests after which a session ends.
    private let calls: Int

    init(calls: Int?) {
        self.calls = calls ?? .max
    }

    mutating func begin() -> String {
        let id = Identifier.make("session")
        self.callsLeft[id] = self.calls
        return id
    }

    /// Counts a request. False when there is no such session (any more).
    mutating func use(_ id: String) -> Bool {
        guard let left = self.callsLeft[id] else { return false }
        guard left > 0 else {
            self.callsLeft[id] = nil
            return false
        }
        self.callsLeft[id] = left - 1
        return true
    }

    mutating func end(_ id: String) -> Bool {
        self.callsLeft.removeValue(forKey: id) != nil
    }

    mutating func endAll() {
        self.callsLeft = [:]
    }
}
