import CLibPQ

/// What a statement answered: rows of values in text format.
///
/// A value outside the answer reads as null.
public struct Rows: Sendable {
    private let result: StatementResult
    /// How many rows there are.
    public let count: Int
    /// How many columns each row has.
    public let columnCount: Int

    init(_ result: StatementResult) {
        self.result = result
        self.count = Int(PQntuples(result.raw))
        self.columnCount = Int(PQnfields(result.raw))
    }

    /// How many rows an insert, update, delete or select touched.
    public var affectedCount: Int {
        Int(String(cString: PQcmdTuples(self.result.raw))) ?? 0
    }

    /// Name of the command that ran, as the server completed it.
    var commandTag: String {
        String(cString: PQcmdStatus(self.result.raw))
    }

    /// The bytes of a value where they lie, without a copy; nil for null. They are valid during the call only.
    public func withBytes<Value, Failure: Error>(
        _ row: Int, _ column: Int, _ body: (UnsafeRawBufferPointer) throws(Failure) -> Value
    ) throws(Failure) -> Value? {
        guard row >= 0, row < self.count, column >= 0, column < self.columnCount else { return nil }
        guard PQgetisnull(self.result.raw, Int32(row), Int32(column)) == 0 else { return nil }
        let length = Int(PQgetlength(self.result.raw, Int32(row), Int32(column)))
        return try body(
            UnsafeRawBufferPointer(start: PQgetvalue(self.result.raw, Int32(row), Int32(column)), count: length))
    }

    /// A value as text; nil for null.
    public func string(_ row: Int, _ column: Int) -> String? {
        self.withBytes(row, column) { String(decoding: $0, as: UTF8.self) }
    }

    /// A value as a whole number; nil for null and for what is not one.
    public func int(_ row: Int, _ column: Int) -> Int? {
        self.string(row, column).flatMap(Int.init)
    }

    /// A boolean; false for null.
    public func bool(_ row: Int, _ column: Int) -> Bool {
        self.withBytes(row, column) { $0.first == UInt8(ascii: "t") } ?? false
    }
}

/// Owns a `PGresult`.
///
/// Sendable although the pointer is unsafe: libpq documents a result as read-only once it is made, and nothing here changes it.
final class StatementResult: Sendable {
    nonisolated(unsafe) let raw: OpaquePointer

    init(_ raw: OpaquePointer) {
        self.raw = raw
    }

    deinit {
        PQclear(self.raw)
    }
}
