import AdCP
import Testing

@Suite struct `requests and what they rest on` {
    @Test(
        arguments: [
            ("3.1", ProtocolVersion(3, 1)), ("3.0", ProtocolVersion(3, 0)), ("3.10", ProtocolVersion(3, 10)),
            ("3", nil), ("3.1.2", nil),
            ("3.2-rc.7", nil), ("03.1", nil), ("3.01", nil), ("v3.1", nil), ("", nil), ("3.-1", nil), ("0.1", nil),
            ("3.99999", nil),
            (nil, nil),
        ] as [(String?, ProtocolVersion?)])
    func `a release is major and minor`(text: String?, version: ProtocolVersion?) {
        #expect(ProtocolVersion(text) == version)
    }

    @Test func `releases are ordered by number`() {
        #expect(ProtocolVersion(3, 9) < ProtocolVersion(3, 10))
        #expect(ProtocolVersion(3, 2) < ProtocolVersion(4, 0))
        #expect(ProtocolVersion(3, 2).description == "3.2")
    }

    @Test(
        arguments: [
            (["3.0", "3.1", "3.2", "3.2-rc.7", "2.5"], ProtocolVersion(3, 2)), (["3.1", "3.0"], ProtocolVersion(3, 1)),
            (["3.0"], ProtocolVersion(3, 0)), (["3.3", "3.1"], ProtocolVersion(3, 1)), (["3.3", "4.0"], nil),
            (["3.2-rc.7"], nil),
            (["garbage", ""], nil), ([], nil),
        ] as [([String], ProtocolVersion?)])
    func `we pin to the newest release that both sides speak`(served: [String], pin: ProtocolVersion?) {
        #expect(ProtocolVersion.pin(servedBy: served) == pin)
    }

    @Test(
        arguments: [
            (["get_products", "get_task", "tasks/get", "tasks_get", "get_task_status"], "get_task_status"),
            (["get_task", "tasks/get", "tasks_get"], "tasks_get"), (["get_task", "tasks/get"], "tasks/get"),
            (["list_tasks", "get_task"], "get_task"), (["create_media_buy"], nil), ([], nil),
        ] as [([String], String?)])
    func `the tool to poll with is the newest that the agent has`(names: [String], tool: String?) {
        #expect(TaskTools.poll(among: names) == tool)
    }

    @Test(
        arguments: [
            (["tasks/list", "tasks_list", "list_tasks"], "list_tasks"), (["tasks/list", "tasks_list"], "tasks_list"),
            (["tasks/list"], "tasks/list"), (["get_task_status"], nil),
        ] as [([String], String?)])
    func `so is the tool that lists tasks`(names: [String], tool: String?) {
        #expect(TaskTools.list(among: names) == tool)
    }

    @Test(
        arguments: [
            (
                "get_task_status", "3.1",
                #"{"task_id":"tk_1","account":{"account_id":"a1"},"include_result":true,"adcp_version":"3.1","adcp_major_version":3}"#
            ),
            (
                "get_task_status", "3.2",
                #"{"task_id":"tk_1","account":{"account_id":"a1"},"include_result":true,"adcp_version":"3.2","adcp_major_version":3}"#
            ),
            ("tasks_get", "3.0", #"{"task_id":"tk_1","adcp_version":"3.0","adcp_major_version":3}"#),
            ("tasks/get", nil, #"{"task_id":"tk_1","adcp_version":"3.0","adcp_major_version":3}"#),
            ("get_task", "3.1", #"{"task_id":"tk_1"}"#),
        ] as [(String, String?, String)])
    func `a poll asks for the result and names the account where the release has both`(
        tool: String, version: String?, arguments: String
    ) {
        let request = TaskStatusRequest(
            taskID: "tk_1", tool: tool, version: ProtocolVersion(version), account: ["account_id": "a1"])
        #expect(request.arguments.text == arguments)
    }

    @Test func `a poll without an account names none`() {
        for account in [nil, JSON.null] {
            let request = TaskStatusRequest(
                taskID: "tk_1", tool: "get_task_status", version: ProtocolVersion(3, 1), account: account)
            #expect(request.arguments["account"] == nil)
        }
    }
}
