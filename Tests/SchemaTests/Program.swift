import Foundation
import TestSupport

/// A program that a test runs to its end.
struct Program {
    let status: Int32
    let output: String
    let errors: String

    static func run(_ name: String, _ arguments: String...) async throws -> Program {
        let child = try ChildProcess(URL(filePath: "/usr/bin/env"), [name] + arguments)
        var lines: [String] = []
        for await line in child.lines { lines.append(line) }
        let status = await child.waitForExit()
        return Program(status: status, output: lines.joined(separator: "\n"), errors: child.errorText)
    }
}
