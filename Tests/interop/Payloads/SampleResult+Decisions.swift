import AdCP

extension SampleResult {
    private static let deployments: JSON = [
        [
            "type": "platform", "platform": "dsp", "account": "a", "is_live": true,
            "estimated_activation_duration_minutes": 5, "deployed_at": "2026-11-26T00:00:00Z",
        ],
        ["type": "agent", "agent_url": "https://dsp.example/mcp", "is_live": false],
    ]
    private static let finding: JSON = [
        "category_id": "budget", "severity": "warning", "explanation": "Much", "policy_id": "p", "details": [:],
        "confidence": 0.5,
    ]
    private static let check: JSONObject = [
        "check_id": "c", "plan_id": "p", "explanation": "Fits", "findings": [Self.finding],
    ]

    private static func check(_ member: String, _ decision: String, _ more: JSONObject = [:]) -> JSON {
        var check = Self.check
        check[member] = .string(decision)
        for (name, value) in more { check[name] = value }
        return .object(check)
    }

    /// Results of signals and of governance.
    static let decisions: [SampleResult] = [
        SampleResult(
            task: "activate_signal", versions: Self.all,
            body: ["sandbox": false, "deployments": Self.deployments]),
        SampleResult(
            task: "sync_plans", versions: Self.all,
            body: [
                "plans": [
                    [
                        "plan_id": "p", "status": "active", "version": 1,
                        "categories": [["category_id": "budget", "status": "active"]],
                        "resolved_policies": [["policy_id": "x", "source": "explicit", "enforcement": "must"]],
                    ]
                ]
            ]),
        SampleResult(
            task: "check_governance", versions: ["3.0"],
            body: Self.check("status", "approved", ["expires_at": "2026-11-26T00:00:00Z"])),
        SampleResult(task: "check_governance", versions: ["3.0"], body: Self.check("status", "denied")),
        SampleResult(
            task: "check_governance", versions: ["3.1", "3.2"],
            body: Self.check(
                "verdict", "approved", ["expires_at": "2026-11-26T00:00:00Z", "governance_context": "t"])),
        SampleResult(task: "check_governance", versions: ["3.1", "3.2"], body: Self.check("verdict", "denied")),
        SampleResult(
            task: "check_governance", versions: ["3.1", "3.2"],
            body: Self.check(
                "verdict", "conditions",
                [
                    "expires_at": "2026-11-26T00:00:00Z",
                    "conditions": [
                        ["field": "payload.total_budget.amount", "required_value": 1, "reason": "Less"]
                    ],
                ])),
        SampleResult(
            task: "check_governance", versions: ["3.2"],
            body: Self.check(
                "verdict", "approved",
                ["check_type": "intent", "expires_at": "2026-11-26T00:00:00Z", "governance_context": "t"])),
        SampleResult(
            task: "check_governance", versions: ["3.2"],
            body: Self.check(
                "verdict", "conditions",
                [
                    "check_type": "intent", "consultation_context": "cc",
                    "conditions": [["field": "payload.total_budget.amount", "reason": "Less"]],
                ])),
        SampleResult(
            task: "report_plan_outcome", versions: ["3.0"],
            body: ["outcome_id": "o", "status": "accepted", "committed_budget": 5000]),
        SampleResult(
            task: "report_plan_outcome", versions: ["3.1", "3.2"],
            body: [
                "outcome_id": "o", "outcome_state": "findings", "committed_budget": 5000,
                "findings": [["category_id": "budget", "severity": "info", "explanation": "Much"]],
                "plan_summary": ["total_committed": 5000, "budget_remaining": 0],
            ]),
    ]
}
