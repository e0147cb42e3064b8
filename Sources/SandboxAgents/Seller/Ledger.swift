import AdCP

/// All that the seller knows, rebuilt from its record: the only way to change it is an entry.
struct Ledger: Sendable {
    struct CreativeKey: Hashable, Sendable {
        let owner: Owner
        let id: String
    }

    /// A used idempotency key: what it was used for, and the answer it gets from now on.
    struct SettledKey: Sendable {
        let requestHash: String
        let answer: JSONObject
    }

    private(set) var buys: [String: MediaBuy] = [:]
    private(set) var buyOrder: [String] = []
    private(set) var creatives: [CreativeKey: Creative] = [:]
    private(set) var tasks: [String: SellerTask] = [:]
    private(set) var taskOrder: [String] = []
    private(set) var keys: [KeyScope: SettledKey] = [:]
    /// How often a limited behaviour struck, by counter.
    private(set) var strikes: [String: Int] = [:]
    /// Webhooks that are still to be delivered, by task, oldest first.
    private(set) var owed: [String: [Delivery]] = [:]
    private(set) var governance = GovernanceLedger()
    private(set) var capabilitiesVersion = "1"
    /// Who wants to be told when that changes, by the place of the buyer's token.
    private(set) var subscribers: [Int: [Subscriber]] = [:]
    private(set) var entries = 0

    mutating func apply(_ entry: Entry) {
        self.entries += 1
        switch entry.event {
        case .mediaBuyCreated: self.addBuy(entry)
        case .mediaBuyUpdated: self.changeBuy(entry)
        case .creativesSynced: self.addCreatives(entry)
        case .keySettled: self.settleKey(entry)
        case .taskCreated: self.addTask(entry)
        case .taskChanged: if let id = entry["task_id"]?.string { self.tasks[id]?.apply(entry) }
        case .faultInjected: if let counter = entry["counter"]?.string { self.strikes[counter, default: 0] += 1 }
        case .webhookDue: self.addDelivery(entry)
        case .webhookAttempted: self.countAttempt(entry)
        case .webhookFinished: self.removeDelivery(entry)
        case .planSynced, .governanceChecked, .outcomeReported: self.governance.apply(entry)
        case .capabilitiesChanged: self.capabilitiesVersion = entry["version"]?.string ?? self.capabilitiesVersion
        case .subscribersSynced:
            if let owner = Owner(recorded: entry.details) {
                self.subscribers[owner.token] = entry["notification_configs"]?.array?.compactMap(Subscriber.init) ?? []
            }
        case .creativeBuilt, .signalActivated, .replayed, .requestRefused, .approvalTaken, .answerReceived: break
        }
    }

    private mutating func addBuy(_ entry: Entry) {
        guard let owner = Owner(recorded: entry.details), let document = entry["media_buy"]?.object else { return }
        let buy = MediaBuy(owner: owner, document: document)
        self.buys[buy.id] = buy
        self.buyOrder.append(buy.id)
    }

    private mutating func changeBuy(_ entry: Entry) {
        guard let id = entry["media_buy_id"]?.string, let document = entry["media_buy"]?.object else { return }
        self.buys[id]?.document = document
    }

    private mutating func addCreatives(_ entry: Entry) {
        guard let owner = Owner(recorded: entry.details) else { return }
        for document in entry["creatives"]?.array?.compactMap(\.object) ?? [] {
            let creative = Creative(owner: owner, document: document)
            self.creatives[CreativeKey(owner: owner, id: creative.id)] = creative
        }
    }

    private mutating func settleKey(_ entry: Entry) {
        guard let owner = Owner(recorded: entry.details), let keyHash = entry["key_hash"]?.string,
            let requestHash = entry["request_hash"]?.string, let answer = entry["answer"]?.object
        else { return }
        self.keys[KeyScope(owner: owner, keyHash: keyHash)] = SettledKey(requestHash: requestHash, answer: answer)
    }

    private mutating func addTask(_ entry: Entry) {
        guard let task = SellerTask(recorded: entry) else { return }
        self.tasks[task.id] = task
        self.taskOrder.append(task.id)
    }

    private mutating func addDelivery(_ entry: Entry) {
        guard let delivery = Delivery(recorded: entry) else { return }
        self.owed[delivery.taskID, default: []].append(delivery)
    }

    private mutating func countAttempt(_ entry: Entry) {
        guard let task = entry["task_id"]?.string, let id = entry["delivery"]?.string,
            let place = self.owed[task]?.firstIndex(where: { $0.id == id })
        else { return }
        self.owed[task]?[place].attempts += 1
    }

    private mutating func removeDelivery(_ entry: Entry) {
        guard let task = entry["task_id"]?.string, let id = entry["delivery"]?.string else { return }
        self.owed[task]?.removeAll { $0.id == id }
        if self.owed[task]?.isEmpty == true {
            self.owed[task] = nil
        }
    }
}
