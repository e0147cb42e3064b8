import AdCP
import Foundation

/// The seller: everything it knows and every decision it makes, one at a time.
///
/// Its state changes only by entries that were written to the record before, so a restarted seller goes on where this one stopped.
actor Seller {
    /// Something that falls due by itself.
    struct Timer: Sendable {
        let taskID: String
        let due: Date
    }

    nonisolated let configuration: SellerConfiguration
    nonisolated let catalogue: ToolCatalogue
    /// Changes of tasks to come.
    nonisolated let timers: AsyncStream<Timer>
    /// Tasks with webhooks to deliver.
    nonisolated let deliveries: AsyncStream<String>

    private let timerSource: AsyncStream<Timer>.Continuation
    private let deliverySource: AsyncStream<String>.Continuation
    private let record: RecordFile

    private(set) var ledger = Ledger()
    var settings: Settings
    var sessions: Sessions
    var generator: SeededGenerator
    /// Requests that are being worked on, by the key they came with.
    var running: [KeyScope: String] = [:]
    /// A2A's own tasks that wait for an answer.
    var nativeTasks: [String: NativeTask] = [:]
    /// Tasks whose webhooks are being delivered.
    var delivering: Set<String> = []

    /// Where buyers reach it, once it listens.
    private var url = ""

    /// Those who wait for the record to grow.
    private var watchers: [AsyncStream<Never>.Continuation] = []

    /// Opens the record and takes up what it tells.
    init(_ configuration: SellerConfiguration) throws {
        self.configuration = configuration
        self.catalogue = ToolCatalogue(
            configuration.role, versions: configuration.versions,
            requestSigning: configuration.buyerKeys == nil ? nil : SignatureCheck.capability,
            tellsOfChanges: configuration.tellsOfChanges)
        self.settings = configuration.settings
        self.sessions = Sessions(calls: configuration.sessionCalls)
        self.generator = SeededGenerator(seed: configuration.seed)
        (self.timers, self.timerSource) = AsyncStream.makeStream()
        (self.deliveries, self.deliverySource) = AsyncStream.makeStream()
        let (record, entries) = try RecordFile.open(configuration.record, forgetting: configuration.forgets)
        self.record = record
        for entry in entries {
            self.ledger.apply(entry)
        }
        for task in self.ledger.tasks.values {
            for stage in task.stages {
                self.timerSource.yield(Timer(taskID: task.id, due: stage.due))
            }
        }
        for task in self.ledger.owed.keys {
            self.deliverySource.yield(task)
        }
    }

    /// Writes the entries down, all or none, and lets them take effect.
    func commit(_ entries: [Entry]) throws {
        guard !entries.isEmpty else { return }
        try self.record.append(entries)
        for entry in entries {
            self.ledger.apply(entry)
        }
        for watcher in self.watchers {
            watcher.finish()
        }
        self.watchers = []
    }

    /// Returns when the record has more entries than that, or the task is cancelled.
    func awaitEntries(after number: Int) async {
        while self.ledger.entries <= number, !Task.isCancelled {
            let (growth, watcher) = AsyncStream<Never>.makeStream()
            self.watchers.append(watcher)
            for await _ in growth {}
        }
    }

    func schedule(_ task: SellerTask) {
        for stage in task.stages {
            self.timerSource.yield(Timer(taskID: task.id, due: stage.due))
        }
    }

    func announceDeliveries(of task: String) {
        if self.ledger.owed[task] != nil {
            self.deliverySource.yield(task)
        }
    }

    var address: String { self.url }

    func listens(at url: String) {
        self.url = url
    }

    /// The approval that a commitment must come with.
    ///
    /// - Throws: `AdCPError` when there is none, or it is not for this request.
    func takeApproval(of call: ToolCall) throws {
        guard self.configuration.asksForApproval, Self.commitments.contains(call.tool.name) else { return }
        let token = call.arguments["governance_context"]?.string ?? ""
        let approval = Approval(token: token)
        guard let approval else { throw AdCPError.notApproved("the request comes without an approval") }
        if let reason = approval.refusal(of: call, at: Date(), by: self.url) {
            throw AdCPError.notApproved(reason)
        }
        let details: JSONObject = ["check_id": .string(approval.checkID)]
        try self.commit([Entry(.approvalTaken, at: Date(), details.merging(Self.trace(of: call)))])
    }

    private static let commitments: Set<String> = ["create_media_buy", "buy_products", "accept_proposal"]

    func recordLines(after number: Int) throws -> [String] {
        try self.record.lines(after: number)
    }
}
