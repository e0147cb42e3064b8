import AdCP
import Database
import Foundation
import Postgres
import TestSupport

/// The calls that were made for an operation, from the database's own log of them.
enum Calls {
    /// Error codes of the polls so far.
    static func pollErrors(of operation: OperationID) async throws -> [String] {
        try await TestDatabase.current.withPool(isApplication: false, size: 1) { pool in
            let rows = try await pool.query(
                Statement(
                    sql: """
                        select coalesce(error_code, '') from adcp.api_calls
                        where tenant_id = $1::uuid and operation_id = $2::uuid and step = 'poll' order by called_at
                        """),
                [.uuid(operation.tenant), .uuid(operation.id)])
            return (0..<rows.count).map { rows.string($0, 0) ?? "" }
        }
    }

    /// The same, once so many polls heard that there is no such task.
    static func pollErrors(of operation: OperationID, unknown count: Int) async throws -> [String] {
        while true {
            let errors = try await self.pollErrors(of: operation)
            if errors.count(where: { $0 == ErrorCode.referenceNotFound.rawValue }) >= count { return errors }
            // Nothing announces a poll that brought no news.
            try await Task.sleep(for: .milliseconds(100))
        }
    }
}
