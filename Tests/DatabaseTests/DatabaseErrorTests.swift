@testable import Database
@testable import Postgres
import Testing
import TestSupport

@Suite struct DatabaseErrorTests {
    private func error(_ sqlState: String, column: String? = nil) -> DatabaseError {
        DatabaseError(
            PostgresError(
                code: .server, sqlState: sqlState, message: "the message", detail: "the detail", column: column))
    }

    @Test(
        arguments: [
            ("AD001", .refused), ("AD002", .refused), ("AD003", .refused), ("AD010", .invalidField),
            ("AD011", .unknown),
            ("AD012", .keyReused), ("AD013", .settled), ("23505", .conflict), ("23514", .refused),
            ("23502", .invalidField),
            ("22P02", .invalidField), ("22P05", .invalidField), ("22003", .invalidField), ("22007", .invalidField),
            ("22008", .invalidField), ("22023", .invalidField), ("42501", .refused), ("40001", .unavailable),
            ("40P01", .unavailable), ("55P03", .unavailable), ("57014", .unavailable), ("57P01", .unavailable),
            ("57P03", .unavailable), ("57P04", .failed), ("08006", .unavailable), ("53300", .unavailable),
            ("25006", .unavailable), ("42883", .failed), ("XX000", .failed), ("P0001", .failed),
        ] as [(String, DatabaseError.Kind)])
    func `an SQLSTATE has one meaning`(_ sqlState: String, _ kind: DatabaseError.Kind) {
        #expect(self.error(sqlState).kind == kind)
        #expect(self.error(sqlState).sqlState == sqlState)
    }

    @Test(
        arguments: [
            (.connectionFailed, .unavailable), (.connectionLost, .unavailable), (.poolFull, .unavailable),
            (.poolTimeout, .unavailable), (.poolClosed, .unavailable), (.cancelled, .cancelled),
            (.invalidValue, .invalidField), (.transactionAborted, .failed), (.unexpectedAnswer, .failed),
        ] as [(PostgresError.Code, DatabaseError.Kind)])
    func `a failure of the driver has one meaning`(_ code: PostgresError.Code, _ kind: DatabaseError.Kind) {
        #expect(DatabaseError(PostgresError(code: code, message: "")).kind == kind)
    }

    @Test func `only our own functions name a field of the input`() {
        #expect(self.error("AD010", column: "request.account").field == "request.account")
        #expect(self.error("23505", column: "id").field == nil)
    }

    @Test func `neither detail nor a quoted value gets out`() {
        #expect(self.error("AD010").description == "the message (AD010)")
        let quoting = DatabaseError(
            PostgresError(code: .server, sqlState: "22P02", message: "invalid input syntax: \"secret\""))
        #expect(!quoting.message.contains("secret") && !quoting.description.contains("secret"))
    }

    @Test func `doubt about the commit is passed on`() {
        #expect(DatabaseError(PostgresError(code: .connectionLost, message: "")).mayHaveCommitted)
        #expect(!self.error("40001").mayHaveCommitted)
    }
}
