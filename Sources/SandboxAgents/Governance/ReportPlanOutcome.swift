import AdCP

/// `report_plan_outcome`: one for each check that was approved.
enum ReportPlanOutcome {
    static let tool = Tool(
        name: "report_plan_outcome", purpose: "What became of an approved commitment.",
        members: [
            "plan_id": ["type": "string"], "check_id": ["type": "string"], "outcome": ["type": "string"],
            "governance_context": ["type": "string"], "seller_response": ["type": "object"],
            "error": ["type": "object"],
        ],
        required: ["plan_id", "outcome"],
        work: .mutation(Self.perform))

    /// Requests of 3.0 may have no other members (`governance/report-plan-outcome-request.json`).
    private static let firstMembers: Set<String> = [
        "adcp_major_version", "check_id", "context", "delivery", "error", "ext", "governance_context",
        "idempotency_key",
        "outcome", "plan_id", "purchase_type", "seller_response",
    ]

    private static func perform(_ order: WorkOrder, in ledger: Ledger) throws(AdCPError) -> Performed {
        let arguments = order.arguments
        if order.version < Version(3, 1), let other = arguments.keys.first(where: { !Self.firstMembers.contains($0) }) {
            throw .invalid(other, "is not a member of this request")
        }
        guard let checkID = arguments["check_id"]?.string else { throw .missing("check_id") }
        guard let check = ledger.governance.checks[checkID], check["verdict"] == "approved",
            check["plan_id"] == arguments["plan_id"], check["governance_context"] == arguments["governance_context"]
        else { throw AdCPError("REFERENCE_NOT_FOUND", "no such approval", .correctable, field: "check_id") }
        guard ledger.governance.outcomes[checkID] == nil else {
            throw AdCPError(
                "INVALID_STATE", "the outcome of this check was reported before", .correctable, field: "check_id")
        }
        let outcome = arguments["outcome"]?.string ?? ""
        guard ["completed", "failed"].contains(outcome) else { throw .invalid("outcome", "is not known") }
        let response = arguments["seller_response"]
        guard outcome == "failed" || response?["seller_reference"]?.string != nil else {
            throw .missing("seller_response")
        }
        guard outcome == "completed" || arguments["error"]?["code"]?.string != nil else { throw .missing("error") }
        var body = JSONObject(present: [
            "outcome_id": .string(Identifier.make("out")), "committed_budget": response?["committed_budget"],
        ])
        body[order.version < Version(3, 1) ? "status" : "outcome_state"] = "accepted"
        let effect = Entry(
            .outcomeReported, at: order.at,
            order.trace.merging(
                JSONObject(present: [
                    "check_id": .string(checkID), "plan_id": arguments["plan_id"], "outcome": .string(outcome),
                    "committed_budget": response?["committed_budget"],
                    "seller_reference": response?["seller_reference"], "error": arguments["error"],
                    "payload_operation_id": check["payload_operation_id"],
                ])))
        return Performed(body: body, effects: [effect])
    }
}
