import Foundation
import Hummingbird
import Logging
import NIOCore
import Synchronization
import TestSupport

/// Where a seller calls back that delivers its webhook before it answers the call.
///
/// The call is under way and its effect done while the webhook is held here; its answer leaves once the gate opens. So a test can act
/// at a moment that is certain.
final class Gate: Sendable {
    private struct State {
        var arrived: Set<UUID> = []
        var open: Set<UUID> = []
        var waiting: [UUID: CheckedContinuation<Void, Never>] = [:]
        var held: [UUID: [CheckedContinuation<Void, Never>]] = [:]
    }

    private let state = Mutex(State())

    /// Waits until the seller has done what an operation asks for, and holds its answer back.
    func arrival(of operation: UUID) async {
        await withCheckedContinuation { continuation in
            let isThere = self.state.withLock { state in
                if state.arrived.contains(operation) { return true }
                state.waiting[operation] = continuation
                return false
            }
            if isThere { continuation.resume() }
        }
    }

    /// Lets the seller answer.
    func open(for operation: UUID) {
        let held = self.state.withLock { state in
            state.open.insert(operation)
            return state.held.removeValue(forKey: operation) ?? []
        }
        for continuation in held { continuation.resume() }
    }

    private func hold(_ operation: UUID) async {
        await withCheckedContinuation { continuation in
            let (waiting, isOpen) = self.state.withLock { state in
                state.arrived.insert(operation)
                let isOpen = state.open.contains(operation)
                if !isOpen { state.held[operation, default: []].append(continuation) }
                return (state.waiting.removeValue(forKey: operation), isOpen)
            }
            waiting?.resume()
            if isOpen { continuation.resume() }
        }
    }

    /// Runs the server for the length of a closure.
    ///
    /// - Parameter body: gets the URL that stands for a deployment's public one.
    static func run(_ body: @Sendable (Gate, String) async throws -> Void) async throws {
        let gate = Gate()
        let router = Router()
        router.post("/webhooks/{tenant}/{route}") { request, _ -> HTTPResponse.Status in
            let body = try await request.body.collect(upTo: 1 << 20)
            let webhook = try JSONDecoder().decode(Webhook.self, from: Data(body.readableBytesView))
            await gate.hold(webhook.operationID)
            return .ok
        }
        try await withWebServer(router.buildResponder()) { port in
            try await body(gate, "http://127.0.0.1:\(port)")
        }
    }

    private struct Webhook: Decodable {
        let operationID: UUID

        private enum CodingKeys: String, CodingKey {
            case operationID = "operation_id"
        }
    }
}
