/// Notifications that wait for their reader, up to a limit. What does not fit is replaced by one `.resync`, which covers it all.
struct NotificationBuffer: Sendable {
    let limit: Int
    private var isResyncDue = false
    private var notifications: [ListenerEvent] = []

    init(limit: Int) {
        self.limit = max(1, limit)
    }

    var isEmpty: Bool { !self.isResyncDue && self.notifications.isEmpty }

    mutating func add(channel: String, payload: String) {
        if self.notifications.count == self.limit {
            self.requireResync()
        } else {
            self.notifications.append(.notification(channel: channel, payload: payload))
        }
    }

    mutating func requireResync() {
        self.isResyncDue = true
        self.notifications.removeAll(keepingCapacity: true)
    }

    mutating func next() -> ListenerEvent? {
        if self.isResyncDue {
            self.isResyncDue = false
            return .resync
        }
        return self.notifications.isEmpty ? nil : self.notifications.removeFirst()
    }
}
