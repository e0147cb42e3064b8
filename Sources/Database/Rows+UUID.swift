import struct Foundation.UUID
import Postgres

extension Rows {
    /// An identifier that a function always gives.
    ///
    /// - Parameter function: named in the error.
    func uuid(_ function: String, _ row: Int, _ column: Int) throws(DatabaseError) -> UUID {
        guard let uuid = try self.optionalUUID(function, row, column) else {
            throw DatabaseError(kind: .failed, message: "\(function) gave no identifier")
        }
        return uuid
    }

    /// An identifier that may be null.
    func optionalUUID(_ function: String, _ row: Int, _ column: Int) throws(DatabaseError) -> UUID? {
        guard let text = self.string(row, column) else { return nil }
        guard let uuid = UUID(uuidString: text) else {
            throw DatabaseError(kind: .failed, message: "\(function) gave what is not an identifier")
        }
        return uuid
    }
}
