import AdCP

/// The tools of an agent, by its role and the releases it speaks.
struct ToolCatalogue: Sendable {
    let tools: [Tool]

    /// - Parameter requestSigning: what it says of signed requests; nil where it says nothing.
    init(
        _ role: SellerConfiguration.Role, versions: [Version], requestSigning: JSON? = nil, tellsOfChanges: Bool = false
    ) {
        let speaksModern = versions.contains { $0 >= Version(3, 1) }
        let speaksLegacy = versions.contains { $0 < Version(3, 1) }
        var tools =
            switch role {
            case .seller:
                [
                    GetCapabilities.tool(
                        role, versions: versions, requestSigning: requestSigning, tellsOfChanges: tellsOfChanges),
                    GetProducts.tool,
                    CreateMediaBuy.tool, UpdateMediaBuy.tool, GetMediaBuys.tool, SyncCreatives.tool, BuildCreative.tool,
                    ListCreatives.tool,
                    BuyProducts.tool, AcceptProposal.tool, ControlMediaBuy.tool, ActivateSignal.tool, ListTasks.tool,
                ]
            case .governance:
                [
                    GetCapabilities.tool(role, versions: versions), SyncPlans.tool, CheckGovernance.tool,
                    ReportPlanOutcome.tool, ListTasks.tool,
                ]
            }
        if speaksModern {
            tools.append(GetTaskStatus.tool)
        }
        if speaksLegacy {
            tools.append(GetTaskStatus.legacyTool)
        }
        if tellsOfChanges {
            tools.append(SyncAgentNotificationConfigs.tool)
        }
        self.tools = tools
    }

    subscript(name: String) -> Tool? {
        self.tools.first { $0.name == name }
    }
}
