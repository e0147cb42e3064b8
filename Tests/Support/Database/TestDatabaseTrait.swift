public import Testing

/// Gives every test case a database of its own, found at `TestDatabase.current`, and drops it afterwards.
public struct TestDatabaseTrait: SuiteTrait, TestTrait, TestScoping {
    /// swift-testing starts everything at once; the server's connections are limited.
    private static let slots = Slots(8)

    let hasSchema: Bool

    /// A suite gives it to all its tests.
    public var isRecursive: Bool { true }

    public func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        guard testCase != nil else { return try await function() }
        try await Self.slots.withSlot {
            let database = try await TestDatabase.make(hasSchema: self.hasSchema)
            do {
                try await TestDatabase.$scoped.withValue(database) { try await function() }
            } catch {
                try await database.drop()
                throw error
            }
            try await database.drop()
        }
    }
}

extension Trait where Self == TestDatabaseTrait {
    /// A database with Holdfast's schema.
    public static var database: Self { Self(hasSchema: true) }
    /// A database with nothing in it.
    public static var emptyDatabase: Self { Self(hasSchema: false) }
}
