import Foundation

/// Keeps the number of the round that is being run where a crash leaves it.
struct Mark {
    private let file: FileHandle

    init(path: String) throws {
        try Data().write(to: URL(filePath: path))
        self.file = try FileHandle(forWritingTo: URL(filePath: path))
    }

    func write(_ number: UInt64) {
        do {
            try self.file.seek(toOffset: 0)
            // Numbers only grow, and so their text.
            try self.file.write(contentsOf: Data("\(number)\n".utf8))
        } catch {
            print("The round cannot be marked: \(error)")
        }
    }
}
