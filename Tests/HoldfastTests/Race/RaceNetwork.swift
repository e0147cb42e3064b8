import AdCP
import AsyncHTTPClient
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOHTTP1
import Synchronization
import TestSupport

/// What lies between the seller and two instances of Holdfast: it delays answers, and stores webhooks to forward them late, out of order, more than
/// once, to either instance. All of it by chance, from one seed. It sends again what is answered with 503, as AdCP's senders do.
final class RaceNetwork: Sendable {
    private struct State {
        var generator: SplitMix64
        /// Answers of Holdfast to webhooks, by race and status.
        var answers: [Race: [Int: Int]] = [:]
        var underWay = 0
        /// Who waits for the last of them.
        var waiter: CheckedContinuation<Void, Never>?
        /// Results that webhooks told, by the seller's task.
        var results: [String: JSONObject] = [:]
    }

    private let sellerURL: String
    private let instances: [String]
    private let secret: @Sendable (_ tenant: UUID, _ route: UUID) -> WebhookSecret
    private let client: HTTPClient
    private let state: Mutex<State>
    private let deliveries: AsyncStream<(Race, NetworkWebhook)>.Continuation

    private init(
        _ sellerURL: String, _ instances: [String], _ client: HTTPClient,
        _ deliveries: AsyncStream<(Race, NetworkWebhook)>.Continuation,
        secret: @escaping @Sendable (_ tenant: UUID, _ route: UUID) -> WebhookSecret
    ) {
        self.sellerURL = sellerURL
        self.instances = instances
        self.client = client
        self.secret = secret
        self.deliveries = deliveries
        self.state = Mutex(State(generator: SplitMix64(Seed.value)))
    }

    /// Runs the network for the length of a closure.
    ///
    /// - Parameter port: where it listens, for the seller's webhooks and Holdfast's calls.
    static func run(
        port: Int, sellerURL: String, instances: [String],
        secret: @escaping @Sendable (_ tenant: UUID, _ route: UUID) -> WebhookSecret,
        _ body: @Sendable (RaceNetwork) async throws -> Void
    ) async throws {
        let client = HTTPClient(eventLoopGroupProvider: .singleton)
        let (stream, deliveries) = AsyncStream.makeStream(of: (Race, NetworkWebhook).self)
        let network = RaceNetwork(sellerURL, instances, client, deliveries, secret: secret)
        let result: Result<Void, any Error>
        do {
            try await withWebServer(port: port, network.router.buildResponder()) { _ in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask {
                        await withDiscardingTaskGroup { group in
                            for await (race, webhook) in stream {
                                group.addTask { await network.deliver(webhook, race) }
                            }
                        }
                    }
                    try await body(network)
                    group.cancelAll()
                }
            }
            result = .success(())
        } catch {
            result = .failure(error)
        }
        try await client.shutdown()
        try result.get()
    }

    /// Returns when every webhook has its final answer.
    func untilQuiet() async {
        await withCheckedContinuation { continuation in
            let isQuiet = self.state.withLock { state in
                if state.underWay > 0 { state.waiter = continuation }
                return state.underWay == 0
            }
            if isQuiet { continuation.resume() }
        }
    }

    func answers(in race: Race) -> [Int: Int] {
        self.state.withLock { $0.answers[race] ?? [:] }
    }

    // MARK: Calls

    private var router: Router<BasicRequestContext> {
        let router = Router()
        for method in [HTTPRequest.Method.post, .get, .delete] {
            router.on("/races/{race}/mcp", method: method) { request, context in
                let race = try context.parameters.require("race", as: Race.self)
                return try await self.call(request, race)
            }
        }
        router.post("/races/{race}/webhooks/{tenant}/{route}") { request, context in
            let race = try context.parameters.require("race", as: Race.self)
            let tenant = try context.parameters.require("tenant", as: UUID.self)
            let route = try context.parameters.require("route", as: UUID.self)
            let body = try await request.body.collect(upTo: 1 << 20)
            self.store(
                NetworkWebhook(body: try JSON(parsing: body.readableBytesView), tenant: tenant, route: route), race)
            return HTTPResponse.Status.ok
        }
        return router
    }

    /// Passes a call on to the seller, and its answer back, later.
    private func call(_ request: Request, _ race: Race) async throws -> Response {
        var passed = HTTPClientRequest(url: self.sellerURL)
        passed.method = .init(rawValue: request.method.rawValue)
        for field in request.headers where !Self.ofTheConnection.contains(field.name) {
            passed.headers.add(name: field.name.rawName, value: field.value)
        }
        let body = try await request.body.collect(upTo: 1 << 20)
        if request.method == .post { passed.body = .bytes(body) }
        let answer = try await self.client.execute(passed, timeout: .seconds(20))
        var text = String(buffer: try await answer.body.collect(upTo: 1 << 20))
        try? await Task.sleep(for: .milliseconds(self.chance(upTo: race.answerDelay)))
        let isCall = String(buffer: body).contains(#""create_media_buy""#)
        if race == .outcomeInAnswer, isCall { text = self.withOutcome(text) }
        if race == .twoTasks, isCall {
            text = text.replacing(/("task_id": ?")([^"]+)/) { $0.1 + "other-" + $0.2 }
            text = text.replacing(/(\\"task_id\\": ?\\")([^"\\]+)/) { $0.1 + "other-" + $0.2 }
        }
        var headers = HTTPFields()
        for (name, value) in answer.headers {
            guard let name = HTTPField.Name(name), !Self.ofTheConnection.contains(name) else { continue }
            headers.append(HTTPField(name: name, value: value))
        }
        return Response(
            status: .init(code: Int(answer.status.code)), headers: headers,
            body: .init(byteBuffer: ByteBuffer(string: text)))
    }

    /// The answer of a seller that told the end in the call itself: what its webhook, which is on its way, tells too.
    private func withOutcome(_ text: String) -> String {
        guard var answer = try? JSON(parsing: text).object, var result = answer["result"]?.object,
            let body = result["structuredContent"]?.object, let task = body["task_id"]?.string,
            var told = self.state.withLock({ $0.results[task] })
        else { return text }
        for member in ["task_id", "context", "adcp_version"] { told[member] = body[member] }
        told["status"] = "completed"
        result["structuredContent"] = .object(told)
        result["content"] = [["type": "text", "text": .string(JSON.object(told).text)]]
        answer["result"] = .object(result)
        return JSON.object(answer).text
    }

    private static let ofTheConnection: Set<HTTPField.Name> = [
        .contentLength, .connection, .transferEncoding, HTTPField.Name("Host")!,
    ]

    // MARK: Webhooks

    private func store(_ webhook: NetworkWebhook, _ race: Race) {
        if webhook.isTerminal, let task = webhook.body["task_id"]?.string {
            self.state.withLock { $0.results[task] = webhook.body["result"]?.object }
        }
        for copy in race.copies(of: webhook).shuffled() {
            self.state.withLock { $0.underWay += 1 }
            self.deliveries.yield((race, copy))
        }
    }

    private func deliver(_ webhook: NetworkWebhook, _ race: Race) async {
        try? await Task.sleep(for: .milliseconds(self.chance(upTo: race.webhookDelay)))
        while !Task.isCancelled {
            let status = try? await self.send(webhook)
            self.state.withLock { $0.answers[race, default: [:]][status ?? 0, default: 0] += 1 }
            guard status == nil || status == 503 else { break }
            try? await Task.sleep(for: .milliseconds(50))
        }
        let waiter = self.state.withLock { state in
            state.underWay -= 1
            return state.underWay == 0 ? state.waiter.take() : nil
        }
        waiter?.resume()
    }

    private func send(_ webhook: NetworkWebhook) async throws -> Int {
        let instance = webhook.instance ?? self.chance(upTo: self.instances.count - 1)
        return try await webhook.post(
            to: self.instances[instance], secret: self.secret(webhook.tenant, webhook.route), self.client)
    }

    private func chance(upTo most: Int) -> Int {
        self.state.withLock { Int.random(in: 0...max(0, most), using: &$0.generator) }
    }
}

extension Race: LosslessStringConvertible {
    init?(_ description: String) {
        self.init(rawValue: description)
    }

    var description: String { self.rawValue }
}
