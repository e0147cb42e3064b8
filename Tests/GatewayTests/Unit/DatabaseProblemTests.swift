import Testing

@testable import Database
@testable import Gateway

struct DatabaseProblemTests {
    struct Case: Sendable {
        let kind: DatabaseError.Kind
        let code: ProblemCode
        let tells: Bool
    }

    @Test(arguments: [
        Case(kind: .invalidField, code: .invalidField, tells: true), Case(kind: .unknown, code: .unknown, tells: true),
        Case(kind: .keyReused, code: .keyReused, tells: true), Case(kind: .settled, code: .settled, tells: true),
        Case(kind: .refused, code: .refused, tells: true), Case(kind: .conflict, code: .conflict, tells: false),
        Case(kind: .unavailable, code: .unavailable, tells: false),
        Case(kind: .cancelled, code: .unavailable, tells: false), Case(kind: .failed, code: .internal, tells: false),
    ])
    func `each kind of database error has its problem`(_ expected: Case) {
        let error = DatabaseError(
            kind: expected.kind, message: "its words", field: "name", hint: "its hint", sqlState: "AD010")
        let problem = Problem(error)
        #expect(problem.code == expected.code)
        #expect((problem.detail == "its words") == expected.tells)
        #expect((problem.field == "name") == expected.tells)
        #expect((problem.hint == "its hint") == expected.tells)
    }

    @Test(arguments: [DatabaseError.Kind.invalidField, .refused, .failed])
    func `PostgreSQL's own words are not passed on`(_ kind: DatabaseError.Kind) {
        let error = DatabaseError(
            kind: kind, message: "violates check constraint", hint: "internal", sqlState: "23514")
        let problem = Problem(error)
        #expect(problem.detail == nil)
        #expect(problem.hint == nil)
    }

    @Test func `doubt whether something was done is told`() {
        let error = DatabaseError(kind: .unavailable, message: "lost", mayHaveCommitted: true)
        #expect(Problem(error).detail?.contains("Idempotency-Key") == true)
    }
}
