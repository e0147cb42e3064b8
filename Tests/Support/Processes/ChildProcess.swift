public import Foundation
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A program that a test runs beside itself.
///
/// It never outlives the test run, however that ends. Its standard error goes to a file, to be shown when something went wrong.
public final class ChildProcess: Sendable {
    /// Lines of standard output, as they come; ends when the program closes it. For one reader.
    public let lines: AsyncStream<String>
    private let process: Process
    /// Stays open, for programs that end with it.
    private let input: Pipe
    private let errors: URL
    private let exit: Exit

    /// Starts a program.
    ///
    /// - Parameter environment: added to the environment of the test.
    public init(_ executable: URL, _ arguments: [String], environment: [String: String] = [:]) throws {
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, ours in ours }

        self.errors = FileManager.default.temporaryDirectory.appending(path: "holdfast-\(UUID()).stderr")
        try Data().write(to: self.errors)
        process.standardError = try FileHandle(forWritingTo: self.errors)
        self.input = Pipe()
        process.standardInput = self.input

        let output = Pipe()
        process.standardOutput = output
        let (lines, line) = AsyncStream.makeStream(of: String.self)
        self.lines = lines
        let partial = Mutex(Data())
        output.fileHandleForReading.readabilityHandler = { handle in
            let read = handle.availableData
            partial.withLock { partial in
                partial += read
                while let end = partial.firstIndex(of: UInt8(ascii: "\n")) {
                    line.yield(String(decoding: partial[..<end], as: UTF8.self))
                    partial.removeSubrange(...end)
                }
            }
            guard read.isEmpty else { return }
            handle.readabilityHandler = nil
            partial.withLock { rest in
                if !rest.isEmpty { line.yield(String(decoding: rest, as: UTF8.self)) }
            }
            line.finish()
        }

        let exit = Exit()
        self.exit = exit
        let warden = try Warden()
        process.terminationHandler = { process in
            warden.dismiss()
            exit.record(process.terminationStatus)
        }
        self.process = process
        try Self.withoutBlockedSignals { try process.run() }
        warden.watch(process.processIdentifier)
    }

    deinit {
        self.signal(SIGKILL)
        try? FileManager.default.removeItem(at: self.errors)
    }

    public var identifier: Int32 { self.process.processIdentifier }

    /// What the program wrote to standard error so far.
    public var errorText: String {
        (try? String(contentsOf: self.errors, encoding: .utf8)) ?? ""
    }

    /// Ends the program as a power cut would, and waits until it is gone.
    public func kill() async {
        self.signal(SIGKILL)
        _ = await self.exit.status
    }

    /// Asks the program to end, and waits until it is gone; ends it by force when it takes longer than `grace`.
    public func terminate(grace: Duration = .seconds(10)) async {
        self.signal(SIGTERM)
        await withTaskGroup { group in
            group.addTask { _ = await self.exit.status }
            group.addTask {
                try? await Task.sleep(for: grace)
                self.signal(SIGKILL)
            }
            await group.next()
            group.cancelAll()
        }
    }

    /// Waits for the end of the program, and says how it ended.
    public func waitForExit() async -> Int32 {
        await self.exit.status
    }

    /// A program inherits the signal mask of the thread that starts it, and those of dispatch block SIGTERM.
    private static func withoutBlockedSignals(_ start: () throws -> Void) throws {
        var none = sigset_t()
        var present = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &present)
        defer { pthread_sigmask(SIG_SETMASK, &present, nil) }
        try start()
    }

    private func signal(_ number: Int32) {
        guard self.process.isRunning else { return }
        #if canImport(Glibc)
            _ = Glibc.kill(self.identifier, number)
        #elseif canImport(Darwin)
            _ = Darwin.kill(self.identifier, number)
        #endif
    }
}

/// How a program ended, for any number of waiters; waiting for it cannot be cancelled.
private final class Exit: Sendable {
    private enum State {
        case running([CheckedContinuation<Int32, Never>])
        case ended(Int32)
    }
    private let state = Mutex(State.running([]))

    func record(_ status: Int32) {
        let waiting = self.state.withLock { state in
            guard case .running(let waiting) = state else { return [CheckedContinuation<Int32, Never>]() }
            state = .ended(status)
            return waiting
        }
        for continuation in waiting { continuation.resume(returning: status) }
    }

    var status: Int32 {
        get async {
            await withCheckedContinuation { continuation in
                let known = self.state.withLock { state -> Int32? in
                    switch state {
                    case .ended(let status): return status
                    case .running(let waiting):
                        state = .running(waiting + [continuation])
                        return nil
                    }
                }
                if let known { continuation.resume(returning: known) }
            }
        }
    }
}
