import AdCP
import Testing

@testable import AgentClient

struct PreparationCacheTests {
    private let agent = AgentKey(AgentEndpoint(url: "https://s.example/mcp"))

    private func session(_ id: String, path: String = "/mcp") throws -> Session {
        Session(url: try OutboundURL(parsing: "https://s.example\(path)"), id: id, version: "2025-06-18")
    }

    private func open(_ cache: PreparationCache<Session>, _ key: AgentKey, _ session: Session) async -> String? {
        try? await cache.value(for: key) { _ in .success(session) }.get().id
    }

    @Test func `a key does not hold the credential`() {
        let key = AgentKey(AgentEndpoint(url: "https://s.example", bearerToken: "s3cret"))
        var text = ""
        dump(key, to: &text)
        #expect(!text.contains("s3cret"))
        #expect(key != AgentKey(AgentEndpoint(url: "https://s.example", bearerToken: "other")))
        #expect(key != AgentKey(AgentEndpoint(url: "https://s.example")))
    }

    @Test func `those who use it least recently make room`() async throws {
        let cache = PreparationCache<Session>(capacity: 2)
        let keys = ["a", "b", "c"].map { AgentKey(AgentEndpoint(url: "https://\($0).example")) }
        #expect(await open(cache, keys[0], try session("1")) == "1")
        #expect(await open(cache, keys[1], try session("2")) == "2")
        #expect(await open(cache, keys[0], try session("x")) == "1")
        #expect(await open(cache, keys[2], try session("3")) == "3")
        #expect(await open(cache, keys[0], try session("x")) == "1")
        #expect(await open(cache, keys[1], try session("4")) == "4")
    }

    @Test func `a session is forgotten only while it is the current one`() async throws {
        let cache = PreparationCache<Session>(capacity: 2)
        let first = try session("1")
        #expect(await open(cache, agent, first) == "1")
        cache.forget(first, of: agent)
        #expect(await open(cache, agent, try session("2")) == "2")
        cache.forget(first, of: agent)
        #expect(await open(cache, agent, try session("3")) == "2")
    }

    @Test func `the URL that worked outlives the session`() async throws {
        let cache = PreparationCache<Session>(capacity: 2)
        let first = try session("1", path: "/mcp/")
        _ = await cache.value(for: agent) { known in
            #expect(known == nil)
            return .success(first)
        }
        cache.forget(first, of: agent)
        _ = await cache.value(for: agent) { known in
            #expect(known == first)
            return .success(first)
        }
    }

    @Test func `who waits shares a failure`() async throws {
        let cache = PreparationCache<Session>(capacity: 2)
        let attempts = Counter()
        let release = Promise<Void>()
        let started = Promise<Void>()
        let agent = self.agent
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                let outcome = await cache.value(for: agent) { _ in
                    attempts.increment()
                    started.fulfil(())
                    await release.value()
                    return .failure(PreparationFailure(reason: "down"))
                }
                return (try? outcome.get()) == nil
            }
            await started.value()
            for _ in 0..<5 {
                group.addTask {
                    let outcome = await cache.value(for: agent) { _ in
                        attempts.increment()
                        return .failure(PreparationFailure(reason: "down"))
                    }
                    return (try? outcome.get()) == nil
                }
            }
            release.fulfil(())
            for await failed in group { #expect(failed) }
        }
        // Those that came while the first one waited share its failure; those that came after it tried again.
        #expect(1...6 ~= attempts.value)
    }

    @Test func `when the task that shakes hands is cancelled, another takes its place`() async throws {
        let cache = PreparationCache<Session>(capacity: 2)
        let agent = self.agent
        let session = try session("2")
        let started = Promise<Void>()
        let first = Task {
            await cache.value(for: agent) { _ in
                started.fulfil(())
                _ = await Promise<Void>().value()
                return .failure(.cancelled)
            }
        }
        await started.value()
        let second = Task { await cache.value(for: agent) { _ in .success(session) } }
        first.cancel()
        await #expect(throws: PreparationFailure.self) { try await first.value.get() }
        #expect(try await second.value.get().id == "2")
    }

    @Test func `who is cancelled stops waiting for another's handshake`() async throws {
        let cache = PreparationCache<Session>(capacity: 2)
        let agent = self.agent
        let session = try session("1")
        let started = Promise<Void>()
        let release = Promise<Void>()
        let first = Task {
            await cache.value(for: agent) { _ in
                started.fulfil(())
                await release.value()
                return .success(session)
            }
        }
        await started.value()
        let second = Task { await cache.value(for: agent) { _ in .success(session) } }
        second.cancel()
        await #expect(throws: PreparationFailure.self) { try await second.value.get() }
        release.fulfil(())
        #expect(try await first.value.get().id == "1")
    }
}
