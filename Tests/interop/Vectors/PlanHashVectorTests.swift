import AdCP
import Crypto
import Foundation
import Testing

/// RFC 8785 over plans, by AdCP's own vectors: what is hashed must be the same bytes at both ends.
@Suite(.timeLimit(.minutes(5)))
struct PlanHashVectorTests {
    static func plans() async throws -> [Vector] { try await Vector.files(in: "plan-hash") }

    /// What a governance agent keeps beside a plan and leaves out of its hash: the closed list of the suite's third vector.
    private static let bookkeeping = [
        "version", "status", "syncedAt", "revisionHistory", "committedBudget", "committedByType",
    ]

    @Test func `all vectors are there`() async throws {
        #expect(try await Self.plans().count == 11)
    }

    @Test(arguments: try await plans())
    func `a plan has one text and one hash`(vector: Vector) throws {
        var plan = try #require(vector["plan_as_supplied"]?.object)
        for name in Self.bookkeeping { plan[name] = nil }
        let expected = try #require(vector["expected"])
        #expect(JSON.object(plan).canonical == expected["preimage"]?.canonical)
        let text = JSON.object(plan).canonical
        #expect(try text.utf8.elementsEqual(#require(expected["jcs_bytes"]?.string).utf8))
        let hash = SHA256.hash(data: Data(text.utf8))
        #expect(hash.map { String(format: "%02x", $0) }.joined() == expected["sha256_hex"]?.string)
        let encoded = Data(hash).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
        #expect(encoded.replacing("=", with: "") == expected["plan_hash"]?.string)
    }
}
