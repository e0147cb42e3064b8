import Synchronization

/// A number of places that can be taken at once.
final class Places: Sendable {
    private let maximum: Int
    private let taken = Mutex(0)

    init(maximum: Int) {
        self.maximum = maximum
    }

    /// A place, or nil when all are taken.
    func take() -> Place? {
        self.taken.withLock { taken in
            guard taken < self.maximum else { return nil }
            taken += 1
            return Place(of: self)
        }
    }

    fileprivate func giveBack() {
        self.taken.withLock { $0 -= 1 }
    }
}

/// A taken place: given back at the latest when nobody holds it any more, as when an answer is dropped before its body was written.
final class Place: Sendable {
    private let places: Places
    private let isHeld = Mutex(true)

    fileprivate init(of places: Places) {
        self.places = places
    }

    func giveBack() {
        let wasHeld = self.isHeld.withLock { isHeld in
            defer { isHeld = false }
            return isHeld
        }
        if wasHeld {
            self.places.giveBack()
        }
    }

    deinit {
        self.giveBack()
    }
}
