import AdCP
import Foundation

/// The record on disk: JSON lines, appended before the answer they belong to leaves.
///
/// It holds credentials of registered webhooks, without which a restarted seller could not sign; hence only its owner may read it.
struct RecordFile: Sendable {
    private let path: String
    private let handle: FileHandle

    /// Opens the record, or makes it, and reads what it holds. A last line that a crash cut short is removed.
    ///
    /// - Throws: `RecordError` when another process has it open or a line makes no sense.
    static func open(_ path: String, forgetting: Bool) throws -> (file: RecordFile, entries: [Entry]) {
        let descriptor = Foundation.open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw RecordError.unusable(path, String(cString: strerror(errno))) }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { throw RecordError.inUse(path) }
        if forgetting {
            try handle.truncate(atOffset: 0)
        }
        let bytes = try handle.readToEnd() ?? Data()
        let complete = bytes.prefix(through: bytes.lastIndex(of: newline) ?? bytes.startIndex - 1)
        if complete.count < bytes.count {
            try handle.truncate(atOffset: UInt64(complete.count))
        }
        var entries: [Entry] = []
        for line in complete.split(separator: newline) {
            guard let entry = Entry(line: line) else { throw RecordError.unreadable(path, line: entries.count + 1) }
            entries.append(entry)
        }
        return (RecordFile(path: path, handle: handle), entries)
    }

    /// Hands the lines to the operating system in one write, so that they survive the end of this process, all or none.
    func append(_ entries: [Entry]) throws {
        let lines = entries.map { $0.json.text + "\n" }.joined()
        try self.handle.write(contentsOf: Data(lines.utf8))
    }

    /// Lines after the given number, without credentials.
    func lines(after number: Int) throws -> [String] {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: self.path))
        return bytes.split(separator: newline).dropFirst(max(0, number)).map(Self.redacted)
    }

    private static func redacted(_ line: Data) -> String {
        guard var entry = try? JSON(parsing: line).object, var webhook = entry["webhook"]?.object else {
            return String(decoding: line, as: UTF8.self)
        }
        webhook["credentials"] = webhook["credentials"].map { _ in "redacted" }
        webhook["token"] = webhook["token"].map { _ in "redacted" }
        entry["webhook"] = .object(webhook)
        return JSON.object(entry).text
    }
}

private let newline = UInt8(ascii: "\n")

/// The record cannot be used.
enum RecordError: Error, CustomStringConvertible {
    case unusable(String, String)
    case inUse(String)
    case unreadable(String, line: Int)

    var description: String {
        switch self {
        case .unusable(let path, let reason): "cannot open the record \(path): \(reason)"
        case .inUse(let path): "another sandbox writes the record \(path)"
        case .unreadable(let path, let line): "line \(line) of the record \(path) is not ours; --forget starts anew"
        }
    }
}
