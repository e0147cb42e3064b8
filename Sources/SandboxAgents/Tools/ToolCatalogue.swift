/// The tools of the seller, by the releases it speaks.
struct ToolCatalogue: Sendable {
    let tools: [Tool]

    init(versions: [Version]) {
        let speaksModern = versions.contains { $0 >= Version(3, 1) }
        let speaksLegacy = versions.contains { $0 < Version(3, 1) }
        var tools = [
            GetCapabilities.tool(versions: versions), GetProducts.tool, CreateMediaBuy.tool, UpdateMediaBuy.tool,
            GetMediaBuys.tool, SyncCreatives.tool, BuildCreative.tool, ListCreatives.tool, ListTasks.tool,
        ]
        if speaksModern {
            tools.append(GetTaskStatus.tool)
        }
        if speaksLegacy {
            tools.append(GetTaskStatus.legacyTool)
        }
        self.tools = tools
    }

    subscript(name: String) -> Tool? {
        self.tools.first { $0.name == name }
    }
}
