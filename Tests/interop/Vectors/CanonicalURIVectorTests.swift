import AdCP
import Testing

/// `@target-uri` and `@authority`, by AdCP's own cases.
@Suite(.timeLimit(.minutes(5)))
struct CanonicalURIVectorTests {
    @Test func `all cases are there`() async throws {
        #expect(try await Vector.cases(in: "request-signing/canonicalization.json").count == 41)
    }

    @Test(arguments: try await Vector.cases(in: "request-signing/canonicalization.json"))
    func `a URI has one spelling, or is refused`(vector: Vector) throws {
        let input = try vector.string("input_url")
        guard vector["reject"]?.bool == true else {
            let uri = try CanonicalURI(input)
            #expect(try uri.text.utf8.elementsEqual(vector.string("expected_target_uri").utf8))
            #expect(try uri.authority.utf8.elementsEqual(vector.string("expected_authority").utf8))
            return
        }
        #expect(throws: CanonicalURIError.self) { try CanonicalURI(input) }
    }
}
