import TestSupport
import Testing

/// Runs both sellers for as long as the tests of a suite take.
struct SellersTrait: SuiteTrait, TestScoping {
    @TaskLocal static var running: [Seller: SellerProcess] = [:]

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        let processes = try await Self.startAll()
        do {
            try await Self.$running.withValue(processes) { try await function() }
        } catch {
            await Self.stop(processes)
            throw error
        }
        await Self.stop(processes)
    }

    private static func startAll() async throws -> [Seller: SellerProcess] {
        try await withThrowingTaskGroup(of: (Seller, SellerProcess).self) { group in
            for seller in Seller.allCases {
                group.addTask { (seller, try await seller.start()) }
            }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
    }

    private static func stop(_ processes: [Seller: SellerProcess]) async {
        await withDiscardingTaskGroup { group in
            for process in processes.values {
                group.addTask { await process.stop() }
            }
        }
    }
}

extension Trait where Self == SellersTrait {
    /// Both sellers run, each as a program of its own.
    static var sellers: Self { Self() }
}

extension Seller {
    /// The program of this seller, in a suite with the trait `.sellers`.
    var process: SellerProcess {
        get throws {
            try #require(SellersTrait.running[self])
        }
    }
}
