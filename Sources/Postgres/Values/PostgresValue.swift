public import struct Foundation.UUID

/// A parameter of a statement. All parameters travel as text; the statement's casts decide their types.
public enum PostgresValue: Sendable, Hashable {
    case null
    case text(String?)
    case int(Int?)
    case bool(Bool?)
    case uuid(UUID?)
    case bytes([UInt8]?)
    case textArray([String?])
    case intArray([Int?])
    case uuidArray([UUID?])
    case bytesArray([[UInt8]?])
}
