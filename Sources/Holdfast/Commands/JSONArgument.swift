import AdCP
import ArgumentParser
import Foundation

/// JSON on the command line: itself, `@FILE`, or `-` for standard input.
enum JSONArgument {
    /// The text as it came: only its form is looked at here.
    static func text(_ argument: String) throws -> String {
        let text = try Self.content(argument)
        do {
            _ = try JSON(parsing: text)
        } catch {
            throw ValidationError("This is not JSON: \(error)")
        }
        return text
    }

    private static func content(_ argument: String) throws -> String {
        if argument == "-" { return String(decoding: FileHandle.standardInput.readDataToEndOfFile(), as: UTF8.self) }
        guard argument.hasPrefix("@") else { return argument }
        let path = String(argument.dropFirst())
        do {
            return try String(contentsOf: URL(filePath: path), encoding: .utf8)
        } catch {
            throw ValidationError("The file \(path) cannot be read as UTF-8.")
        }
    }
}
