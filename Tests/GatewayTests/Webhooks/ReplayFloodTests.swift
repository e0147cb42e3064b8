import AdCP
import Database
import Foundation
import HTTPTypes
import HummingbirdTesting
import TestSupport
import Testing

/// Ten thousand deliveries of what is known already, signed as AdCP asks, at two instances.
@Suite(.database, .timeLimit(.minutes(10))) struct ReplayFloodTests {
    private static let operations = 25
    private static let deliveries = 10_000
    private static let atOnce = 16

    /// What is sent of a webhook that was taken.
    private enum Kind: CaseIterable {
        /// The very same request, signature and all.
        case replay
        /// The same body, signed anew, as a sender's retry is.
        case retry
        /// The same content, its members in another order and spacing.
        case reordered
        /// Other content under the same key.
        case changed

        func isRight(_ response: TestResponse) -> Bool {
            switch self {
            case .replay: response.signatureError == "webhook_signature_replayed"
            case .retry, .reordered: response.status == .ok && response.json == ["status": "duplicate"]
            case .changed: response.status == .conflict && response.problemCode == "webhook_key_conflict"
            }
        }
    }

    private struct Taken: Sendable {
        let body: String
        let fields: HTTPFields
    }

    @Test func `whatever is sent again is answered as AdCP says, and nothing comes of it`() async throws {
        print("seed \(Seed.value): HOLDFAST_TEST_SEED repeats it")
        try await SigningSeller.with { seller, gateway in
            var taken: [Taken] = []
            for number in 0..<Self.operations {
                let operation = try await gateway.submit()
                let body = WebhookBody(
                    key: "whk_0123456789_\(number)", operation: operation, task: "task-\(number)"
                ).text
                let fields = try seller.fields(for: body)
                #expect(try await seller.send(body, fields: fields).json == ["status": "accepted"])
                taken.append(Taken(body: body, fields: fields))
            }
            let before = try await Self.effects(gateway)
            let wrong = try await gateway.asAnotherInstance { [taken] other in
                let other = SigningSeller(signer: seller.signer, sender: seller.sender.at(other))
                return try await Self.flood(taken, [seller, other])
            }
            #expect(wrong == [])
            #expect(try await Self.effects(gateway) == before)
            #expect(before == ["25", "25", "25", "0", "25"])
        }
    }

    /// Answers that were not right, at most ten.
    private static func flood(_ taken: [Taken], _ sellers: [SigningSeller]) async throws -> [String] {
        var generator = SplitMix64(Seed.value)
        return try await withThrowingTaskGroup(of: String?.self) { group in
            var wrong: [String] = []
            for number in 0..<Self.deliveries {
                if number >= Self.atOnce, let answer = try await group.next() ?? nil { wrong.append(answer) }
                let kind = Kind.allCases.randomElement(using: &generator) ?? .replay
                let seller = sellers.randomElement(using: &generator) ?? sellers[0]
                let webhook = taken.randomElement(using: &generator) ?? taken[0]
                group.addTask {
                    let response = try await Self.send(kind, webhook, seller, number)
                    return kind.isRight(response) ? nil : "\(kind) \(number): \(response.status) \(response.text)"
                }
            }
            for try await answer in group { if let answer { wrong.append(answer) } }
            return Array(wrong.prefix(10))
        }
    }

    private static func send(
        _ kind: Kind, _ webhook: Taken, _ seller: SigningSeller, _ number: Int
    ) async throws -> TestResponse {
        switch kind {
        case .replay: try await seller.send(webhook.body, fields: webhook.fields)
        case .retry: try await seller.send(webhook.body)
        case .reordered: try await seller.send(try WebhookBody.reordered(webhook.body))
        case .changed: try await seller.send(webhook.body.replacing("mb_7", with: "mb_changed_\(number)"))
        }
    }

    /// Settlements, outcomes told, deliveries taken, steps to do, keys.
    private static func effects(_ gateway: TestGateway) async throws -> [String?] {
        try await gateway.row(
            """
            select (select count(*) from adcp.settlements)::text,
                (select count(*) from adcp.operation_events where kind = 'moved' and to_state = 'completed')::text,
                (select count(*) from adcp.webhook_deliveries where refusal is null)::text,
                (select count(*) from adcp.schedule)::text, (select count(*) from adcp.webhook_keys)::text
            """)
    }
}
