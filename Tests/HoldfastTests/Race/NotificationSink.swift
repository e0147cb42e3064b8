import AdCP
import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// What Holdfast tells its clients of an operation: the event stream and the document, over HTTP, from either instance.
struct NotificationSink: Sendable {
    let instances: [String]
    let key: String

    /// What was published of one operation.
    struct Published: Sendable {
        let state: String
        let mediaBuyID: String?
        let attention: String?
        /// States that it was moved to, in order.
        let moves: [String]
        /// What told the last of them, and of which state it was the end.
        var lastMove: String { "\(self.channel) from \(self.moves.dropLast().last ?? "nothing")" }
        let channel: String

        static let settled: Set = ["completed", "failed", "canceled", "rejected"]
        /// Outcomes told; one, for ever.
        var outcomes: [String] { self.moves.filter(Self.settled.contains) }
    }

    /// Asks an instance that may not be the one which took the news.
    func published(of operation: UUID, by instance: Int) async throws -> Published {
        let url = "\(self.instances[instance])/v1/operations/\(operation.uuidString.lowercased())"
        let document = try await self.get(url)
        let events = try await self.get(url + "/events").array ?? []
        let moves = events.filter { $0["kind"] == "moved" }
        return Published(
            state: document["state"]?.string ?? "", mediaBuyID: document["result"]?["media_buy_id"]?.string,
            attention: document["attention"]?.string,
            moves: moves.compactMap { $0["state"]?.string }, channel: moves.last?["channel"]?.string ?? "")
    }

    private func get(_ url: String, headers: HTTPHeaders = [:]) async throws -> JSON {
        var request = HTTPClientRequest(url: url)
        request.headers = headers
        request.headers.add(name: "Authorization", value: "Bearer \(self.key)")
        request.headers.add(name: "Accept", value: "application/json")
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
        return try JSON(parsing: try await response.body.collect(upTo: 1 << 20).readableBytesView)
    }
}

extension NotificationSink {
    /// The state that an instance answers with once there is an outcome.
    func wait(for operation: UUID, by instance: Int) async throws -> String? {
        let url = "\(self.instances[instance])/v1/operations/\(operation.uuidString.lowercased())"
        return try await self.get(url, headers: ["Prefer": "wait=50"])["state"]?.string
    }

    /// Returns when an instance answers.
    func untilItServes(_ operation: UUID, _ instance: Int) async throws {
        while (try? await self.published(of: operation, by: instance)) == nil {
            try Task.checkCancellation()
            try await Task.sleep(for: .milliseconds(50))
        }
    }
}
