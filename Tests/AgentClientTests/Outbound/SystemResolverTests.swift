import Testing

@testable import AgentClient

struct SystemResolverTests {
    @Test func `the system knows this machine`() async throws {
        let resolver = SystemResolver()
        let addresses = try await resolver.addresses(of: "localhost")
        #expect(!addresses.isEmpty)
        #expect(!addresses.contains { !$0.isLoopback })
        #expect(Set(addresses).count == addresses.count)
        #expect(try await resolver.addresses(of: "localhost") == addresses)
        resolver.shutdown()
    }

    @Test func `a name that exists nowhere is a failure before anything is sent`() async throws {
        let resolver = SystemResolver()
        let failure = await #expect(throws: OutboundFailure.self) {
            // Names under "invalid" never exist (RFC 6761). Where no name server answers, time runs out with the same result.
            try await withDeadline(.now + .seconds(3), fallback: .failure(.notSent(""))) {
                await Result { () async throws(OutboundFailure) in try await resolver.addresses(of: "seller.invalid") }
            }.get()
        }
        resolver.shutdown()
        #expect(failure?.mayHaveArrived == false)
    }

    @Test func `a cancelled task does not wait for the system`() async throws {
        let resolver = SystemResolver()
        let task = Task { try await resolver.addresses(of: "slow.invalid") }
        task.cancel()
        await #expect(throws: OutboundFailure.self) { try await task.value }
        resolver.shutdown()
    }
}

extension Result where Failure == OutboundFailure, Success: Sendable {
    fileprivate init(_ body: () async throws(OutboundFailure) -> Success) async {
        do throws(OutboundFailure) {
            self = .success(try await body())
        } catch {
            self = .failure(error)
        }
    }
}
