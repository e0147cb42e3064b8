import AdCP
import Testing

/// What an approval is bound to, and what it allows, by AdCP's own vectors.
@Suite(.timeLimit(.minutes(5)))
struct GovernanceVectorTests {
    private static let file = "governance-authorization.json"

    static func payloads() async throws -> [Vector] { try await Vector.cases(in: self.file, "payload_hash_cases") }
    static func authorizations() async throws -> [Vector] {
        try await Vector.cases(in: self.file, "authorization_cases")
    }

    @Test func `all vectors are there`() async throws {
        #expect(try await Self.payloads().count == 3)
        #expect(try await Self.authorizations().count == 7)
    }

    @Test(arguments: try await payloads())
    func `a request has one hash, whatever its approval and its context`(vector: Vector) throws {
        #expect(GovernedPayload.hash(of: try #require(vector["payload"]?.object)) == vector["expected_hash"]?.string)
    }

    @Test(arguments: try await authorizations())
    func `an approval allows what it is for and no more`(vector: Vector) throws {
        let matches: (String) -> Bool = { vector[$0]?.bool ?? false }
        let authorization = GovernanceAuthorization(
            task: "create_media_buy", payloadHash: "hash",
            ceiling: .init(amount: try #require(vector["authorized_amount"]?.double), currency: "USD"),
            hasAllCriticalMarkers: matches("critical_markers_complete"))
        let refusal = authorization.refusal(
            of: matches("task_match") ? "create_media_buy" : "update_media_buy",
            payloadHash: matches("payload_hash_match") ? "hash" : "another",
            commitment: .init(
                amount: try #require(vector["actual_amount"]?.double),
                currency: matches("currency_match") ? "USD" : "EUR"))
        #expect((refusal == nil) == (vector["expected"] == "accept"))
    }
}
