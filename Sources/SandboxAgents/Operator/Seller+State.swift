import AdCP

extension Seller {
    /// What an operator sees.
    var state: JSON {
        [
            "settings": self.settings.json,
            "counts": [
                "entries": JSON(self.ledger.entries), "media_buys": JSON(self.ledger.buys.count),
                "tasks": JSON(self.ledger.tasks.count), "creatives": JSON(self.ledger.creatives.count),
                "open_tasks": JSON(self.ledger.tasks.values.count { !$0.status.isTerminal }),
                "keys": JSON(self.ledger.keys.count),
                "owed_webhooks": JSON(self.ledger.owed.values.reduce(0) { $0 + $1.count }),
            ],
            "media_buys": .array(
                self.ledger.buyOrder.compactMap { self.ledger.buys[$0] }.map { buy in
                    .object(buy.document.merging(buy.owner.details))
                }),
            "tasks": .array(self.ledger.taskOrder.map { self.state(of: $0) }),
        ]
    }

    func state(of id: String) -> JSON {
        guard let task = self.ledger.tasks[id] else { return .null }
        let body = GetTaskStatus.body(task, includingResult: true, version: Version(3, 2))
        return .object(
            body.merging(task.origin.details).merging(task.owner.details)
                .merging(["behaviour": .string(task.behaviour.text)]))
    }

    /// Applies an operator's changes, all or none, and gives the settings back.
    func change(_ changes: JSONObject) throws(SettingsError) -> JSON {
        var settings = self.settings
        var seed: UInt64?
        for (name, value) in changes {
            switch (name, value) {
            case ("failure_rate", .number):
                guard let rate = value.double, (0...1).contains(rate) else { throw SettingsError(name: name) }
                settings.failureRate = rate
            case ("approval_seconds", .number):
                guard let seconds = value.double, (0...86_400).contains(seconds) else {
                    throw SettingsError(name: name)
                }
                settings.approvalSeconds = seconds
            case ("response", .string(let text)):
                guard let form = Settings.ResponseForm(rawValue: text) else { throw SettingsError(name: name) }
                settings.responseForm = form
            case ("seed", .number):
                guard let number = value.int, number >= 0 else { throw SettingsError(name: name) }
                seed = UInt64(number)
            case ("expire_sessions", .bool):
                break
            default:
                throw SettingsError(name: name)
            }
        }
        self.settings = settings
        if let seed {
            self.generator = SeededGenerator(seed: seed)
        }
        if changes["expire_sessions"]?.bool == true {
            self.endAllSessions()
        }
        return self.settings.json
    }
}

/// A setting that does not exist or cannot have that value.
struct SettingsError: Error, CustomStringConvertible {
    let name: String

    var description: String { "\(self.name.prefix(64)) is no setting, or cannot be set to that" }
}

extension Settings {
    fileprivate var json: JSON {
        [
            "failure_rate": JSON(self.failureRate), "approval_seconds": JSON(self.approvalSeconds),
            "response": .string(self.responseForm.rawValue),
        ]
    }
}
