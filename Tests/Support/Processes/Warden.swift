import Foundation

/// A shell that ends a program as soon as this test run is gone, however it went.
///
/// It waits for its standard input to end. Only this process holds the other side, and the kernel closes that whatever ends us.
final class Warden: Sendable {
    private let shell = Process()
    private let lifeline = Pipe()

    init() throws {
        self.shell.executableURL = URL(filePath: "/bin/sh")
        self.shell.arguments = ["-c", "read -r program && { read -r line || kill -KILL \"$program\"; }"]
        self.shell.standardInput = self.lifeline
        try self.shell.run()
    }

    func watch(_ identifier: Int32) {
        self.say("\(identifier)")
    }

    /// The program is gone, and its number may belong to another one soon: the shell ends without acting.
    func dismiss() {
        self.say("")
    }

    private func say(_ line: String) {
        try? self.lifeline.fileHandleForWriting.write(contentsOf: Data((line + "\n").utf8))
    }
}
