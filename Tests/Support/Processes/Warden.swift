import Foundation
import Glibc

/// A shell that ends a program as soon as this test run is gone, however it went.
///
/// It waits for its standard input to end. Only this process can write there, and the kernel closes that whatever ends us.
final class Warden: Sendable {
    private let shell: RunningProcess
    private let lifeline: FileHandle
    /// Held open, so that writing is safe when the shell is gone.
    private let otherEnd: FileHandle

    init() throws {
        let pipe = try Spawn.pipe()
        self.lifeline = FileHandle(fileDescriptor: pipe.writing, closeOnDealloc: true)
        self.otherEnd = FileHandle(fileDescriptor: pipe.reading, closeOnDealloc: true)
        self.shell = try RunningProcess(
            "/bin/sh", ["-c", "read -r program && { read -r line; kill -KILL \"$program\"; }"], environment: [:],
            input: pipe.reading, output: STDOUT_FILENO, errors: STDERR_FILENO)
    }

    func watch(_ identifier: pid_t) {
        try? self.lifeline.write(contentsOf: Data("\(identifier)\n".utf8))
    }

    /// To be called before the program's number can belong to another one.
    func dismiss() {
        self.shell.signal(SIGKILL)
    }
}
