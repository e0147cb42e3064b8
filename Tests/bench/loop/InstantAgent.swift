import AdCP
import Synchronization

/// A seller that answers at once, without a wire: what is left is Holdfast.
final class InstantAgent: AgentCaller {
    private let answer: AgentAnswer
    private let count = Atomic(0)

    init() throws {
        self.answer = .tool(
            ToolResult(
                isError: false,
                structuredContent: try JSON(
                    parsing:
                        #"{"status":"completed","media_buy_id":"mb_1","confirmed_at":null,"revision":1,"packages":[{"package_id":"p1"}]}"#
                ),
                texts: []))
    }

    var calls: Int { self.count.load(ordering: .relaxed) }

    func call(_ tool: String, arguments: String, of agent: AgentEndpoint, timeout: Duration) async -> AgentAnswer {
        self.count.add(1, ordering: .relaxed)
        return self.answer
    }

    func tools(of agent: AgentEndpoint, timeout: Duration) async throws(AgentUnavailable) -> [String] { [] }
}
