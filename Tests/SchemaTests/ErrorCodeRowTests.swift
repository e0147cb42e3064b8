@testable import AdCP
import Postgres
import TestSupport
import Testing

@Suite(.database) struct ErrorCodeRowTests {
    @Test func `the error codes of the database are those of the program, with their class`() async throws {
        try await TestDatabase.current.withPool(isApplication: false) { pool in
            let rows = try await pool.query(Statement(sql: "select code, recovery from adcp.error_codes"))
            let table = Dictionary(
                uniqueKeysWithValues: (0..<rows.count).map {
                    (rows.string($0, 0) ?? "", rows.string($0, 1).flatMap(Recovery.init))
                })
            #expect(table == ErrorCode.standard.mapValues { Optional($0) })
            #expect(table.count == 120)
        }
    }
}
