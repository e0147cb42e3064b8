import Synchronization

/// Tells everybody that this instance stops, once and for ever.
final class StopSwitch: Sendable {
    private let isThrown = Atomic(false)

    var isStopping: Bool { self.isThrown.load(ordering: .acquiring) }

    func stop() {
        self.isThrown.store(true, ordering: .releasing)
    }
}
