import struct Foundation.UUID

/// What other instances are still to be told, merged until it is sent.
struct Announcements: Equatable {
    /// More identifiers than this do not fit one notification, which then speaks of everything.
    static let limit = 200

    private(set) var operations: Set<UUID> = []
    private(set) var isWork = false
    /// More has changed than can be named.
    private(set) var isEverything = false

    var isEmpty: Bool { self.operations.isEmpty && !self.isWork && !self.isEverything }

    mutating func add(_ operations: some Sequence<UUID>) {
        guard !self.isEverything else { return }
        self.operations.formUnion(operations)
        if self.operations.count > Self.limit {
            self.isEverything = true
            self.operations = []
        }
    }

    mutating func addWork() {
        self.isWork = true
    }

    mutating func merge(_ other: Announcements) {
        if other.isEverything {
            self.isEverything = true
            self.operations = []
        }
        self.add(other.operations)
        self.isWork = self.isWork || other.isWork
    }
}
