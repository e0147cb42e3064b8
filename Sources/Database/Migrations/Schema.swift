/// The schema that this program was built with: the migrations in order, and the objects that are re-applied whole after them.
///
/// `EmbeddedFiles.swift` holds the files themselves, written by `make generate`.
public enum Schema {
    /// A versioned file under `migrations/`.
    public struct Migration: Sendable {
        /// The number that its name starts with.
        public let version: Int
        /// File name without its extension.
        public let name: String
        /// Of the file, in hexadecimal.
        public let sha256: String
        let text: String
    }

    /// Number of the newest migration: what this program needs at least.
    public static var version: Int { self.migrations.last?.version ?? 0 }
}
