import AsyncHTTPClient
import Synchronization

/// HTTP clients whose connections go to one address each.
///
/// A client resolves host names by itself, and could be given another address than the one that was checked. Only a table in its
/// configuration keeps it from that, so there is a client for each pair of host and address. Name and certificate are still
/// those of the URL. It also keeps agents apart: each has connections and a queue of its own.
final class PinnedClients: Sendable {
    struct Pin: Hashable, Sendable {
        let host: String
        let address: NetworkAddress
    }

    private struct Entry {
        let client: HTTPClient
        var users: Int
        /// Greater for those used later.
        var lastUse: Int
    }

    private struct State {
        var entries: [Pin: Entry] = [:]
        var uses = 0
        var isShutDown = false
    }

    private let configuration: HTTPClient.Configuration
    private let capacity: Int
    private let state = Mutex(State())

    /// - Parameter capacity: clients that are kept while nobody uses them.
    init(configuration: HTTPClient.Configuration, capacity: Int) {
        self.configuration = configuration
        self.capacity = capacity
    }

    deinit {
        for entry in self.state.withLock({ Array($0.entries.values) }) {
            entry.client.shutdown { _ in }
        }
    }

    /// A client to be used until it is given back by `release`.
    func lease(_ pin: Pin) throws(OutboundFailure) -> HTTPClient {
        let client = self.state.withLock { state -> HTTPClient? in
            if state.isShutDown { return nil }
            state.uses += 1
            var entry = state.entries[pin] ?? Entry(client: self.client(for: pin), users: 0, lastUse: 0)
            entry.users += 1
            entry.lastUse = state.uses
            state.entries[pin] = entry
            return entry.client
        }
        guard let client else { throw .notSent("the client was shut down") }
        return client
    }

    func release(_ pin: Pin) {
        let superfluous = self.state.withLock { state -> [HTTPClient] in
            state.entries[pin]?.users -= 1
            var superfluous: [HTTPClient] = []
            while state.entries.count > self.capacity,
                let oldest = state.entries.lazy.filter({ $0.value.users == 0 })
                    .min(by: { $0.value.lastUse < $1.value.lastUse })
            {
                state.entries[oldest.key] = nil
                superfluous.append(oldest.value.client)
            }
            return superfluous
        }
        // Not awaited: closing may wait for a peer, and the caller has a deadline.
        for client in superfluous { client.shutdown { _ in } }
    }

    /// Ends all requests and connections.
    func shutdown() async {
        let clients = self.state.withLock { state in
            defer { state.entries = [:] }
            state.isShutDown = true
            return state.entries.values.map(\.client)
        }
        await withDiscardingTaskGroup { group in
            for client in clients { group.addTask { try? await client.shutdown() } }
        }
    }

    private func client(for pin: Pin) -> HTTPClient {
        var configuration = self.configuration
        configuration.dnsOverride = [pin.host: pin.address.description]
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }
}
