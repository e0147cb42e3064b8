import Foundation
import Testing

@testable import Gateway

struct APIKeyTests {
    @Test func `a key that was made is read back with its tenant`() throws {
        let tenant = UUID()
        let key = APIKey.make(tenant: tenant)
        let read = try #require(APIKey(key.text))
        #expect(read.tenant == tenant)
        #expect(read.hash == key.hash)
        #expect(key.hash.count == 32)
    }

    @Test func `no two keys are the same, and none shows itself`() {
        let tenant = UUID()
        let keys = (0..<100).map { _ in APIKey.make(tenant: tenant) }
        #expect(Set(keys.map(\.text)).count == 100)
        #expect(!"\(keys[0])".contains(keys[0].text.suffix(64)))
    }

    @Test(arguments: [
        "", "hf_", "hf_0198c0000000700080000000000000001_x", String(repeating: "é", count: 50),
        "hf_" + String(repeating: "0", count: 32) + "-" + String(repeating: "0", count: 64),
        "hf_" + String(repeating: "0", count: 32) + "_" + String(repeating: "G", count: 64),
    ])
    func `what has not the form of a key is none`(_ text: String) {
        #expect(APIKey(text) == nil)
    }

    @Test func `the cache forgets a key when its time is over`() {
        let cache = APIKeyCache(lifetime: .seconds(5), capacity: 10)
        let key = APIKey.make(tenant: UUID())
        let now = ContinuousClock.now
        #expect(cache.name(of: key, hash: key.hash, at: now) == nil)
        cache.remember(key, hash: key.hash, name: "n", at: now)
        #expect(cache.name(of: key, hash: key.hash, at: now + .seconds(4)) == "n")
        #expect(cache.name(of: key, hash: key.hash, at: now + .seconds(5)) == nil)
    }

    @Test func `the cache keeps the newest within its capacity`() {
        let cache = APIKeyCache(lifetime: .seconds(5), capacity: 10)
        let keys = (0..<100).map { _ in APIKey.make(tenant: UUID()) }
        let now = ContinuousClock.now
        for key in keys { cache.remember(key, hash: key.hash, name: "n", at: now) }
        let known = keys.filter { cache.name(of: $0, hash: $0.hash, at: now) != nil }
        #expect((1...10).contains(known.count))
        #expect(known.last?.text == keys.last?.text)
    }
}
