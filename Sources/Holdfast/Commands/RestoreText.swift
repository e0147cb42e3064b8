import AdCP

/// The state of restore epochs as people read it.
enum RestoreText {
    /// - Returns: whether dispatch is held.
    static func show(_ document: String, json: Bool) throws -> Bool {
        let status = try JSON(parsing: document)
        let isHeld = status["dispatch"] == "held"
        if json {
            Output.line(document)
            return isHeld
        }
        Output.line(
            isHeld
                ? "Dispatch is held since \(Text.time(status["held_since"])) (UTC): nothing that changes anything goes out."
                : "Everything goes out.")
        Output.table(
            ["EPOCH", "BEGAN (UTC)", "CAUSE", "FROM", "TO", "DETAIL", "RESUMED (UTC)", "BY"],
            (status["epochs"]?.array ?? []).map { epoch in
                [
                    Text.cell(epoch["id"]), Text.time(epoch["began_at"]), Text.cell(epoch["cause"]),
                    Text.cell(epoch["from"]), Text.cell(epoch["to"]), Text.cell(epoch["detail"]),
                    Text.time(epoch["resumed_at"]), Text.cell(epoch["resumed_by"]),
                ]
            })
        guard isHeld else { return false }
        Output.table(
            ["TENANT", "AGENT", "RECONCILIATION", "OUTCOME", "DIFFERENCES"],
            (status["reconciliations"]?.array ?? []).map { run in
                ["tenant", "agent", "id", "outcome", "differences"].map { Text.cell(run[$0]) }
            })
        for agent in status["agents_that_do_not_list"]?.array ?? [] {
            Output.line(
                "\(Text.cell(agent["agent"])) of \(Text.cell(agent["tenant"])) does not list its tasks: look yourself.")
        }
        Output.line("When all is understood: holdfast restore resume --reason …")
        return true
    }
}
