import AdCP
import Testing

@testable import SandboxAgents

@Suite struct VersionTests {
    @Test(arguments: ["2.5", "3.3", "4.0", "3", "3.1.2", "latest"])
    func `a release that is not spoken is refused with those that are`(version: String) async throws {
        try await RunningSeller.run { seller in
            let answer = try await Buyer(seller, version: version).buy("instant")
            #expect(try answer.errorCode == "VERSION_UNSUPPORTED")
            #expect(
                try answer.result["adcp_error"]?["details"]?["supported_versions"] == ["3.0", "3.1", "3.2"])
        }
    }

    @Test func `two version fields must agree`() async throws {
        try await RunningSeller.run { seller in
            let answer = try await Buyer(seller).call("get_products", ["adcp_major_version": 2])
            #expect(try answer.errorCode == "VERSION_UNSUPPORTED")
        }
    }

    @Test func `get_task_status is there from 3.1 on, and tasks_get before it`() async throws {
        try await RunningSeller.run { seller in
            let task = try #require(try await Buyer(seller).buy("approve-manual").result["task_id"])
            let unpinned = try await Buyer(seller, version: nil)
            #expect(try await unpinned.call("get_task_status", ["task_id": task]).errorCode == "VERSION_UNSUPPORTED")
            #expect(try await unpinned.call("tasks_get", ["task_id": task]).result["status"] == "submitted")
        }
        try await RunningSeller.run(configured: { $0.versions = [Version(3, 0)] }) { seller in
            let buyer = try await Buyer(seller, version: "3.0")
            let tools = try await buyer.post(["jsonrpc": "2.0", "id": 1, "method": "tools/list"])
                .message["result"]?["tools"]?.array?.compactMap { $0["name"]?.string }
            #expect(tools?.contains("tasks_get") == true)
            #expect(tools?.contains("get_task_status") == false)
        }
    }

    @Test func `3_0 tells the status of the buy where later releases tell that of the task, and no results of tasks`()
        async throws
    {
        try await RunningSeller.run { seller in
            let old = try await Buyer(seller, version: "3.0")
            let bought = try await old.buy("instant").result
            #expect(bought["status"] == "active")
            #expect(bought["media_buy_status"] == nil)
            let new = try await Buyer(seller, version: "3.1").buy("instant").result
            #expect(new["status"] == "completed")
            #expect(new["media_buy_status"] == "active")

            let task = try #require(try await old.buy("approve:0").result["task_id"])
            _ = try await seller.waitFor(.taskChanged) { $0["final"] == true }
            let polled = try await old.call("tasks_get", ["task_id": task, "include_result": true]).result
            #expect(polled["status"] == "completed")
            #expect(polled["result"] == nil)
        }
    }
}
