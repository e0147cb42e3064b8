import NIOPosix
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Asks the system, in threads of its own since the system's answer blocks.
///
/// One look-up per name at a time, however many wait for it: a name server that doesn't answer for one agent holds one thread.
/// Answers are kept for half a minute.
final class SystemResolver: HostResolver {
    private typealias Answer = Result<[NetworkAddress], OutboundFailure>

    private enum Entry {
        case asking(Promise<Answer>)
        case known([NetworkAddress], until: ContinuousClock.Instant)
    }

    private static let lifetime = Duration.seconds(30)
    private static let capacity = 1024

    private let threads: NIOThreadPool
    private let entries = Mutex<[String: Entry]>([:])

    init(threads count: Int = 8) {
        self.threads = NIOThreadPool(numberOfThreads: count)
        self.threads.start()
    }

    /// Ends the threads, without waiting for those that the system keeps.
    func shutdown() {
        self.threads.shutdownGracefully { _ in }
    }

    func addresses(of host: String) async throws(OutboundFailure) -> [NetworkAddress] {
        let (entry, isNew) = self.entries.withLock { entries -> (Entry, Bool) in
            switch entries[host] {
            case .asking(let promise)?:
                return (.asking(promise), false)
            case .known(let addresses, let expiry)? where expiry > .now:
                return (.known(addresses, until: expiry), false)
            case .known?, nil:
                let entry = Entry.asking(Promise())
                entries[host] = entry
                return (entry, true)
            }
        }
        switch entry {
        case .known(let addresses, _):
            return addresses
        case .asking(let promise):
            if isNew { self.ask(host, promise) }
            guard let answer = await promise.value() else {
                throw .notSent("the call ended before the host's address was known")
            }
            return try answer.get()
        }
    }

    private func ask(_ host: String, _ promise: Promise<Answer>) {
        self.threads.submit { state in
            let answer: Answer =
                switch state {
                case .active: Self.lookUp(host)
                case .cancelled: .failure(.notSent("the client was shut down"))
                }
            self.entries.withLock { self.keep(answer, of: host, in: &$0) }
            promise.fulfil(answer)
        }
    }

    private func keep(_ answer: Answer, of host: String, in entries: inout [String: Entry]) {
        guard case .success(let addresses) = answer else {
            entries[host] = nil
            return
        }
        entries[host] = .known(addresses, until: .now + Self.lifetime)
        if entries.count > Self.capacity {
            entries = entries.filter { if case .asking = $0.value { true } else { false } }
        }
    }

    private static func lookUp(_ host: String) -> Answer {
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, nil, &list) == 0 else {
            return .failure(.notSent("the host's name could not be resolved"))
        }
        defer { freeaddrinfo(list) }
        // Each address comes once per kind of socket.
        var addresses: [NetworkAddress] = []
        var entry = list
        while let current = entry?.pointee {
            if let address = current.ai_addr.flatMap({ NetworkAddress($0) }), !addresses.contains(address) {
                addresses.append(address)
            }
            entry = current.ai_next
        }
        return .success(addresses)
    }
}
