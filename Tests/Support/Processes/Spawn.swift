import Foundation
import Glibc
import Synchronization

/// Starts programs such that nothing of this process leaks into them.
///
/// Foundation's `Process` lets programs that are started at the same time inherit each other's pipes, whose end then never comes, and
/// the signal mask of its thread, which blocks SIGTERM.
enum Spawn {
    struct Failure: Error, CustomStringConvertible {
        let program: String
        let code: Int32

        var description: String { "\(self.program) cannot be started: \(String(cString: strerror(self.code)))" }
    }

    /// - Parameter input, output, errors: descriptors that become the program's own three; it gets no others.
    /// - Returns: the process identifier, to be waited for with `waitForEnd`.
    static func start(
        _ program: String, _ arguments: [String], environment: [String: String], input: Int32, output: Int32,
        errors: Int32
    ) throws -> pid_t {
        // What another start opens meanwhile would not be closed.
        try self.turn.withLock { _ in
            try self.startAlone(program, arguments, environment, [input, output, errors])
        }
    }

    private static let turn = Mutex(())

    private static func startAlone(
        _ program: String, _ arguments: [String], _ environment: [String: String], _ standard: [Int32]
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (number, descriptor) in standard.enumerated() {
            posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(number))
        }
        for descriptor in self.openDescriptors where descriptor > 2 {
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        var identifier = pid_t()
        let code = self.withCStrings([program] + arguments) { arguments in
            self.withCStrings(environment.map { "\($0.key)=\($0.value)" }) { environment in
                posix_spawn(&identifier, program, &actions, &attributes, arguments, environment)
            }
        }
        guard code == 0 else { throw Failure(program: program, code: code) }
        return identifier
    }

    /// Blocks until a program has ended. It stays a zombie, so that its number is not given to another one, until `reap`.
    static func waitForEnd(of identifier: pid_t) {
        var information = siginfo_t()
        while waitid(P_PID, id_t(identifier), &information, WEXITED | WNOWAIT) == -1, errno == EINTR {}
    }

    /// How an ended program ended: its exit status, or 128 and the signal that killed it, as shells say it.
    static func reap(_ identifier: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(identifier, &status, 0) == -1, errno == EINTR {}
        return status & 0x7f == 0 ? status >> 8 & 0xff : 128 + status & 0x7f
    }

    private static var openDescriptors: [Int32] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []).compactMap { Int32($0) }
    }

    /// A pipe that programs started meanwhile do not inherit.
    static func pipe() throws -> (reading: Int32, writing: Int32) {
        try self.turn.withLock { _ in
            var ends: [Int32] = [0, 0]
            guard Glibc.pipe(&ends) == 0 else { throw Failure(program: "a pipe", code: errno) }
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            return (ends[0], ends[1])
        }
    }

    private static func withCStrings<Value>(
        _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Value
    ) -> Value {
        let pointers = strings.map { strdup($0) }
        defer { for pointer in pointers { free(pointer) } }
        return body(pointers + [nil])
    }
}
