public import Foundation
import Glibc
import Synchronization

/// A program that a test runs beside itself.
///
/// It never outlives the test run, however that ends. Its standard error goes to a file, to be shown when something went wrong.
public final class ChildProcess: Sendable {
    /// Lines of standard output, as they come; ends when the program closes it. For one reader.
    public let lines: AsyncStream<String>
    private let process: RunningProcess
    /// Stays open, for programs that end with it.
    private let input: FileHandle
    private let output: FileHandle
    private let errors: URL

    /// Starts a program.
    ///
    /// - Parameter environment: added to the environment of the test.
    public init(_ executable: URL, _ arguments: [String], environment: [String: String] = [:]) throws {
        self.errors = FileManager.default.temporaryDirectory.appending(path: "holdfast-\(UUID()).stderr")
        try Data().write(to: self.errors)
        let errors = try FileHandle(forWritingTo: self.errors)
        let input = try Spawn.pipe()
        let output = try Spawn.pipe()
        defer {
            close(input.reading)
            close(output.writing)
        }
        self.input = FileHandle(fileDescriptor: input.writing, closeOnDealloc: true)
        self.output = FileHandle(fileDescriptor: output.reading, closeOnDealloc: true)
        self.lines = self.output.textLines
        let warden = try Warden()
        self.process = try RunningProcess(
            executable.path, arguments,
            environment: ProcessInfo.processInfo.environment.merging(environment) { _, ours in ours },
            input: input.reading, output: output.writing, errors: errors.fileDescriptor,
            onEnd: { warden.dismiss() })
        warden.watch(self.process.identifier)
    }

    deinit {
        self.process.signal(SIGKILL)
        try? FileManager.default.removeItem(at: self.errors)
    }

    public var identifier: Int32 { self.process.identifier }

    /// What the program wrote to standard error so far.
    public var errorText: String {
        (try? String(contentsOf: self.errors, encoding: .utf8)) ?? ""
    }

    /// Ends the program as a power cut would, and waits until it is gone.
    public func kill() async {
        self.signalKill()
        _ = await self.waitForExit()
    }

    /// The same without waiting.
    public func signalKill() {
        self.process.signal(SIGKILL)
    }

    /// Asks the program to end, and waits until it is gone; ends it by force when it takes longer than `grace`.
    public func terminate(grace: Duration = .seconds(10)) async {
        self.process.signal(SIGTERM)
        await withTaskGroup { group in
            group.addTask { _ = await self.waitForExit() }
            group.addTask {
                try? await Task.sleep(for: grace)
                self.process.signal(SIGKILL)
            }
            await group.next()
            group.cancelAll()
        }
    }

    /// Waits for the end of the program: its exit status, or 128 and the signal that ended it.
    public func waitForExit() async -> Int32 {
        await self.process.status
    }
}

extension FileHandle {
    /// What comes from a pipe, line by line, until its end; read by a thread of its own, for nothing else may wait there.
    ///
    /// Foundation's own way to read waits until its buffer is full.
    fileprivate var textLines: AsyncStream<String> {
        let (lines, line) = AsyncStream.makeStream(of: String.self)
        Thread.detachNewThread {
            var partial = Data()
            var buffer = [UInt8](repeating: 0, count: 65_536)
            while true {
                let count = Glibc.read(self.fileDescriptor, &buffer, buffer.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { break }
                partial += buffer[..<count]
                while let end = partial.firstIndex(of: UInt8(ascii: "\n")) {
                    line.yield(String(decoding: partial[..<end], as: UTF8.self))
                    partial.removeSubrange(...end)
                }
            }
            if !partial.isEmpty { line.yield(String(decoding: partial, as: UTF8.self)) }
            line.finish()
        }
        return lines
    }
}
