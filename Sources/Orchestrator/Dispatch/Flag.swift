import Synchronization

/// Something that one task says and another looks at.
final class Flag: Sendable {
    private let value = Atomic(false)

    var isRaised: Bool { self.value.load(ordering: .acquiring) }

    func raise() {
        self.value.store(true, ordering: .releasing)
    }

    /// Takes the flag down; true if it was up.
    func lower() -> Bool {
        self.value.exchange(false, ordering: .acquiringAndReleasing)
    }
}
