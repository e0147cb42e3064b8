import AsyncHTTPClient
import Foundation
import Logging
import NIOCore
import NIOHTTP1
import ServiceLifecycle

/// Delivers webhooks, each task's one after another, with the same key and body until the receiver has answered.
struct WebhookDeliverer: Service {
    /// Attempts per webhook, with pauses that double from `firstPause` to `longestPause`.
    private static let attempts = 10
    private static let firstPause = Duration.milliseconds(100)
    private static let longestPause = Duration.seconds(5)

    let seller: Seller
    let client: HTTPClient
    let headers: WebhookHeaders
    let logger: Logger

    func run() async throws {
        await withDiscardingTaskGroup { group in
            for await task in self.seller.deliveries.cancelOnGracefulShutdown() {
                group.addTask { await self.deliver(of: task) }
            }
            group.cancelAll()
        }
    }

    /// Delivers what the task owes, and returns when that is done or given up.
    func deliver(of task: String) async {
        guard await self.seller.beginDelivering(task) else { return }
        while let (delivery, receiver) = await self.seller.nextDelivery(task) {
            do {
                try await self.deliver(delivery, to: receiver)
            } catch {
                // The seller is going down, or its record cannot be written: the webhook stays owed.
                self.logger.debug("webhook left undelivered", metadata: ["task": "\(task)"])
                return await self.seller.stopDelivering(task)
            }
        }
    }

    private func deliver(_ delivery: Delivery, to receiver: WebhookRegistration) async throws {
        var pause = Self.firstPause
        for attempt in (delivery.attempts + 1)...max(Self.attempts, delivery.attempts + 1) {
            let (status, error) = await self.send(delivery, to: receiver)
            let outcome = Self.outcome(status, isLast: attempt >= Self.attempts)
            try await self.seller.noteAttempt(
                delivery, number: attempt, status: status, error: error, outcome: outcome)
            if outcome != nil { return }
            try await Task.sleep(for: pause)
            pause = min(pause * 2, Self.longestPause)
        }
    }

    /// Nil when it is worth another attempt.
    private static func outcome(_ status: Int?, isLast: Bool) -> DeliveryOutcome? {
        switch status {
        case .some(200..<300): .acknowledged
        case .some(429), .some(500...), nil: isLast ? .abandoned : nil
        case .some: .refused
        }
    }

    private func send(_ delivery: Delivery, to receiver: WebhookRegistration) async -> (status: Int?, error: String?) {
        var request = HTTPClientRequest(url: receiver.url)
        request.method = .POST
        request.body = .bytes(ByteBuffer(string: delivery.body))
        do {
            for (name, value) in try self.headers.headers(for: delivery.body, to: receiver, at: Date()) {
                request.headers.add(name: name, value: value)
            }
            let response = try await self.client.execute(request, timeout: .seconds(10))
            // Read, so that the connection can be used again; what it says decides nothing.
            _ = try? await response.body.collect(upTo: 65_536)
            return (Int(response.status.code), nil)
        } catch {
            return (nil, String(describing: error).prefix(200).description)
        }
    }
}
