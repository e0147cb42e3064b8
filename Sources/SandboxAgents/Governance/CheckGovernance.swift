import AdCP
import Foundation

/// `check_governance`, asked about an intent.
enum CheckGovernance {
    static let tool = Tool(
        name: "check_governance", purpose: "Whether a plan allows a request, before it is sent.",
        members: [
            "plan_id": ["type": "string"], "caller": ["type": "string"], "tool": ["type": "string"],
            "payload": ["type": "object"], "target_agent": ["type": "string"],
        ],
        required: ["plan_id", "caller"], takesKey: false,
        work: .mutation(Self.perform))

    /// Requests of 3.0 may have no other members (`governance/check-governance-request.json`).
    private static let firstMembers: Set<String> = [
        "adcp_major_version", "caller", "context", "delivery_metrics", "ext", "governance_context", "invoice_recipient",
        "modification_summary", "payload", "phase", "plan_id", "planned_delivery", "purchase_type", "tool",
    ]

    private static func perform(_ order: WorkOrder, in ledger: Ledger) throws(AdCPError) -> Performed {
        let arguments = order.arguments
        if order.version < Version(3, 1), let other = arguments.keys.first(where: { !Self.firstMembers.contains($0) }) {
            throw .invalid(other, "is not a member of this request")
        }
        for name in ["plan_id", "caller", "tool"] where arguments[name]?.string == nil { throw .missing(name) }
        guard let payload = arguments["payload"]?.object else { throw .missing("payload") }
        if order.version >= Version(3, 2), arguments["target_agent"]?.string == nil { throw .missing("target_agent") }
        let planID = arguments["plan_id"]?.string ?? ""
        guard let plan = ledger.governance.plans[planID] else {
            throw AdCPError("PLAN_NOT_FOUND", "there is no such plan", .correctable, field: "plan_id")
        }

        let checkID = Identifier.make("chk")
        let amount = Self.amount(arguments)
        let remaining = ledger.governance.remaining(of: planID) ?? .infinity
        let limit = plan["ext"]?["limit"]?.double ?? .infinity
        var body: JSONObject = ["check_id": .string(checkID), "plan_id": .string(planID)]
        let verdict: String
        if plan["ext"]?["verdict"]?.string == "denied" || amount > remaining {
            verdict = "denied"
            body["explanation"] = "The plan does not allow it."
            body["findings"] = [
                [
                    "category_id": "budget_authority", "severity": "critical",
                    "explanation": "More than the plan has left.",
                ]
            ]
        } else if amount > limit {
            verdict = "conditions"
            body["explanation"] = "Allowed up to the limit of the plan."
            body["conditions"] = [Self.condition(limit, isAdvisory: plan["ext"]?["advisory"]?.bool == true)]
            if order.version >= Version(3, 2) {
                body["consultation_context"] = .string(Identifier.make("consultation"))
            }
        } else {
            verdict = "approved"
            let end = order.at + (plan["ext"]?["ttl_seconds"]?.double ?? 600)
            let approval = Approval(
                checkID: checkID, audience: arguments["target_agent"]?.string,
                authorization: GovernanceAuthorization(
                    task: arguments["tool"]?.string ?? "", payloadHash: GovernedPayload.hash(of: payload),
                    ceiling: .init(amount: amount, currency: plan["budget"]?["currency"]?.string ?? "USD")),
                expiresAt: end)
            body["explanation"] = "Within the plan."
            body["expires_at"] = .string(Timestamp.text(end))
            body["governance_context"] = .string(approval.token)
        }
        body[order.version < Version(3, 1) ? "status" : "verdict"] = .string(verdict)
        if order.version >= Version(3, 2) { body["check_type"] = "intent" }
        return Performed(
            body: body,
            effects: [
                Entry(
                    .governanceChecked, at: order.at,
                    order.trace.merging(
                        JSONObject(present: [
                            "check_id": .string(checkID), "plan_id": .string(planID), "verdict": .string(verdict),
                            "amount": JSON(amount), "governance_context": body["governance_context"],
                            "payload_hash": .string(GovernedPayload.hash(of: payload)),
                            "consultation_context": arguments["consultation_context"],
                            "payload_operation_id": payload["context"]?["operation_id"],
                        ])))
            ])
    }

    private static func amount(_ arguments: JSONObject) -> Double {
        if let amount = arguments["proposed_commitment"]?["amount"]?.double { return amount }
        return Approval.amount(of: arguments["payload"]?.object ?? JSONObject())
    }

    private static func condition(_ limit: Double, isAdvisory: Bool) -> JSON {
        .object(
            JSONObject(present: [
                "field": "payload.packages[0].budget", "required_value": isAdvisory ? nil : JSON(limit),
                "reason": "The plan has a limit for one commitment.",
            ]))
    }
}
