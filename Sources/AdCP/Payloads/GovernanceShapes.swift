/// Results of the tasks that govern (`governance/*-response.json`).
enum GovernanceShapes {
    private static let finding: Shape = .object(
        ["category_id": .text(), "severity": .word(["info", "warning", "critical"]), "explanation": .text()],
        optional: ["policy_id": .text(), "details": .object(), "confidence": .number(atLeast: 0)])
    private static let decision: Shape = .word(["approved", "denied", "conditions"])

    static let planned: Shape = .object([
        "plans": .list(
            of: .object(
                ["plan_id": .text(), "status": .word(["active", "error"]), "version": .whole(atLeast: .min)],
                optional: [
                    "categories": .list(
                        of: .object(["category_id": .text(), "status": .word(["active", "inactive"])])),
                    "resolved_policies": .list(
                        of: .object([
                            "policy_id": .text(), "source": .word(["explicit", "auto_applied"]), "enforcement": .text(),
                        ])),
                ]))
    ])

    /// The decision is `status` in 3.0 and `verdict` since.
    static func checked(_ generation: Payloads.Generation) -> Shape {
        let optional: [String: Shape] = [
            "findings": .list(of: Self.finding), "expires_at": .text(), "next_check": .text(), "mode": .text(),
            "conditions": .list(of: .object(["field": .text(), "reason": .text()])), "plan_id": .text(),
            "governance_context": .text(atLeast: 1), "check_type": .word(["intent", "execution"]),
            "consultation_context": .text(atLeast: 1),
        ]
        func check(_ member: String, planned: Bool, _ rules: [Shape.Rule]) -> Shape {
            var required: [String: Shape] = ["check_id": .text(), member: Self.decision, "explanation": .text()]
            if planned { required["plan_id"] = .text() }
            return .object(
                required, optional: optional,
                rules: rules + [
                    .needs("conditions", where: member, is: ["conditions"]),
                    .needs("findings", where: member, is: ["denied"]),
                ])
        }
        func older(_ member: String) -> Shape {
            check(member, planned: true, [.needs("expires_at", where: member, is: ["approved", "conditions"])])
        }
        switch generation {
        case .v3_0: return .either([older("status"), older("verdict")])
        case .v3_1: return older("verdict")
        case .v3_2:
            // With `check_type` it follows the rules of 3.2: what binds to the payload has a token, and only that.
            let marked: Shape.Rule = Shape.Rule(member: "check_type") { $0["check_type"]?.orNil != nil }
            return .either([
                check(
                    "verdict", planned: false,
                    [
                        marked, .needs("expires_at", where: "verdict", is: ["approved"]),
                        .needs("governance_context", where: "verdict", is: ["approved"]),
                        .needs("consultation_context", where: "verdict", is: ["conditions"]),
                    ]),
                .object(Self.unmarked(older("verdict"))),
            ])
        }
    }

    /// The older rules hold for answers that do not say which kind of check they are.
    private static func unmarked(_ shape: Shape) -> Shape.Members {
        guard case .object(var members) = shape else { return Shape.Members() }
        members.rules.insert(Shape.Rule(member: "check_type") { $0["check_type"]?.orNil == nil }, at: 0)
        return members
    }

    /// The state is `status` in 3.0 and `outcome_state` since.
    static func reported(_ generation: Payloads.Generation) -> Shape {
        func report(_ member: String) -> Shape {
            .object(
                ["outcome_id": .text(), member: .word(["accepted", "findings"])],
                optional: [
                    "committed_budget": .number(), "findings": .list(of: Self.finding),
                    "plan_summary": .object(
                        [:], optional: ["total_committed": .number(), "budget_remaining": .number()]),
                ])
        }
        return generation == .v3_0 ? .either([report("status"), report("outcome_state")]) : report("outcome_state")
    }
}
