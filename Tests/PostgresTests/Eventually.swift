import Testing

/// Asks until the answer is yes. For states of the server that nothing announces; a test's time limit ends it.
func eventually(_ condition: () async throws -> Bool) async throws {
    while try await !condition() {
        try Task.checkCancellation()
        await Task.yield()
    }
}
