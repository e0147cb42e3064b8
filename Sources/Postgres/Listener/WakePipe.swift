#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Ends a wait in `poll` from another thread.
final class WakePipe: Sendable {
    private let readEnd: Int32
    private let writeEnd: Int32

    /// Nil when the process has no descriptors left.
    init?() {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        self.readEnd = ends[0]
        self.writeEnd = ends[1]
    }

    deinit {
        close(self.readEnd)
        close(self.writeEnd)
    }

    /// Ends the wait under way and every later one: nothing takes the byte out again.
    func wake() {
        var byte: UInt8 = 1
        _ = write(self.writeEnd, &byte, 1)
    }

    enum Wakening {
        case woken, readable, timedOut
    }

    /// Waits until somebody wakes it, a socket can be read, or the time is over.
    func wait(for duration: Duration, socket: Int32 = -1) -> Wakening {
        // A negative descriptor is skipped by poll.
        var descriptors = [
            pollfd(fd: self.readEnd, events: Int16(POLLIN), revents: 0),
            pollfd(fd: socket, events: Int16(POLLIN), revents: 0),
        ]
        let deadline = ContinuousClock.now.advanced(by: duration)
        while true {
            let remaining = max(.zero, ContinuousClock.now.duration(to: deadline)).milliseconds
            let ready = poll(&descriptors, 2, Int32(clamping: remaining))
            if ready > 0 { return descriptors[0].revents != 0 ? .woken : .readable }
            if ready == 0 { return .timedOut }
            // A signal interrupted it: wait on for what is left.
        }
    }
}
