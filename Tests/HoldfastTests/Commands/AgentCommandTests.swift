import AdCP
import TestSupport
import Testing

/// `holdfast tenant …` and `holdfast agent …`.
@Suite(.database, .timeLimit(.minutes(5))) struct AgentCommandTests {
    @Test func `a tenant and its agents are added, listed and shown`() async throws {
        let prompt = CommandPrompt(
            database: try TestDatabase.current.applicationDSN,
            environment: ["HOLDFAST_PUBLIC_URL": "https://buyer.example"])
        let tenant = try await prompt.run("tenant", "add", "buyer", "--json")
        #expect(tenant.json["tenant"] == "buyer")
        #expect(try await prompt.run("tenant", "add", "buyer", "--json").json == tenant.json)

        let key = try await prompt.run("tenant", "key", "laptop", "--json")
        #expect(key.json["key"]?.string?.hasPrefix("hf_") == true)

        let added = try await prompt.run(
            "agent", "add", "seller", "https://seller.example/mcp", "--credential", "env:SELLER_TOKEN", "--webhook",
            "hmac-sha256", "--json")
        #expect(added.status == 0)
        #expect(added.json["name"] == "seller")
        #expect(added.json["webhook_url"]?.string?.hasPrefix("https://buyer.example/webhooks/") == true)

        let shown = try await prompt.run("agent", "show", "seller", "--json")
        #expect(shown.json == added.json)
        #expect(try await prompt.run("agent", "list", "--json").json["agents"]?.array?.count == 1)
        #expect(try await prompt.run("webhook", "list", "--json").json["webhooks"]?.array == [])
        let listed = try await prompt.run("agent", "list")
        #expect(listed.output.contains("https://seller.example/mcp"))
    }

    @Test func `an agent is paused, limited and resumed by name, with the reason and who gave it`() async throws {
        let prompt = CommandPrompt(database: try TestDatabase.current.applicationDSN)
        _ = try await prompt.run("tenant", "add", "buyer")
        _ = try await prompt.run("agent", "add", "seller", "https://seller.example/mcp")
        let paused = try await prompt.run("agent", "pause", "seller", "--reason", "month's end", "--json")
        #expect(paused.status == 0 && paused.json["breaker"]?["paused_at"]?.string != nil, "\(paused.errors)")
        let limited = try await prompt.run("agent", "limit", "seller", "--in-flight", "2", "--json")
        #expect(limited.json["limits"] == ["most_in_flight": 2])
        let resumed = try await prompt.run("agent", "resume", "seller", "--json")
        #expect(resumed.json["breaker"]?["paused_at"] == nil)
        let actions = resumed.json["actions"]?.array ?? []
        #expect(actions.map { $0["action"]?.string } == ["agent_resumed", "agent_limited", "agent_paused"])
        #expect(actions.last?["reason"] == "month's end" && actions.last?["actor"]?.string?.hasPrefix("user:") == true)
        let wrong = try await prompt.run("agent", "limit", "seller", "--in-flight", "0")
        #expect(wrong.status != 0 && wrong.errors.contains("most_in_flight"))
    }

    @Test func `the keys that an agent signs with are given and revoked`() async throws {
        let prompt = CommandPrompt(database: try TestDatabase.current.applicationDSN)
        _ = try await prompt.run("tenant", "add", "buyer")
        _ = try await prompt.run("agent", "add", "seller", "https://seller.example/mcp", "--webhook", "rfc9421")
        let given = try await prompt.run(
            "agent", "keys", "seller", "--jwks", #"{"keys":[{"kid":"k1","kty":"OKP","crv":"Ed25519","x":"AA"}]}"#,
            "--json")
        #expect(given.status == 0, "\(given.errors)")
        #expect(given.json["signing_keys"]?["key_ids"] == ["k1"])
        let revoked = try await prompt.run("agent", "revoke-key", "seller", "k1", "--json")
        #expect(revoked.json["signing_keys"]?["revoked"] == ["k1"])
        let moved = try await prompt.run(
            "agent", "keys", "seller", "--jwks-uri", "https://seller.example/keys", "--json")
        #expect(moved.json["signing_keys"]?["jwks_uri"] == "https://seller.example/keys")
        #expect(moved.json["signing_keys"]?["revoked"] == ["k1"])
    }

    @Test func `an agent is asked what it can`() async throws {
        let seller = try await SellerProcess.sandbox()
        let prompt = CommandPrompt(
            database: try TestDatabase.current.applicationDSN, environment: ["SELLER_TOKEN": seller.token])
        _ = try await prompt.run("tenant", "add", "buyer")
        _ = try await prompt.run("agent", "add", "seller", seller.url, "--credential", "env:SELLER_TOKEN")
        let asked = try await prompt.run("agent", "test", "seller", "--json")
        #expect(asked.status == 0, "\(asked.errors)")
        #expect(asked.json["adcp_version"]?.string != nil)
        _ = try await prompt.run("agent", "add", "stranger", seller.url, "--credential", "env:NO_SUCH_TOKEN")
        let refused = try await prompt.run("agent", "test", "stranger")
        #expect(refused.status == 1)
        #expect(refused.errors.contains("NO_SUCH_TOKEN"))
        await seller.stop()
    }

    @Test func `an agent is held to a revision of MCP`() async throws {
        let seller = try await SellerProcess.sandbox("--mcp-revision", "2026-07-28")
        let prompt = CommandPrompt(
            database: try TestDatabase.current.applicationDSN, environment: ["SELLER_TOKEN": seller.token])
        _ = try await prompt.run("tenant", "add", "buyer")
        for (name, revision, status) in [("held", "2026-07-28", Int32(0)), ("wrong", "2025-06-18", 1)] {
            let added = try await prompt.run(
                "agent", "add", name, seller.url, "--credential", "env:SELLER_TOKEN", "--mcp-revision", revision,
                "--json"
            )
            #expect(added.json["mcp_revision"] == .string(revision))
            #expect(try await prompt.run("agent", "show", name, "--json").json["mcp_revision"] == .string(revision))
            let asked = try await prompt.run("agent", "test", name, "--json")
            #expect(asked.status == status, "\(asked.errors)")
        }
        #expect(try await prompt.run("agent", "show", "held", "--json").json["adcp_version"] == "3.2")
        // Without a revision it is asked, and found out.
        let added = try await prompt.run(
            "agent", "add", "held", seller.url, "--credential", "env:SELLER_TOKEN", "--json")
        #expect(added.json["mcp_revision"] == nil)
        #expect(try await prompt.run("agent", "test", "held").status == 0)
        await seller.stop()
    }

    @Test func `an agent over A2A is asked what it can, and shows its card`() async throws {
        let seller = try await SellerProcess.sandbox("--a2a-profile")
        let prompt = CommandPrompt(
            database: try TestDatabase.current.applicationDSN, environment: ["SELLER_TOKEN": seller.token])
        _ = try await prompt.run("tenant", "add", "buyer")
        let url = seller.url.replacing(/mcp$/, with: "a2a")
        let added = try await prompt.run(
            "agent", "add", "seller", url, "--protocol", "a2a", "--credential", "env:SELLER_TOKEN", "--json")
        #expect(added.json["protocol"] == "a2a")
        let asked = try await prompt.run("agent", "test", "seller", "--json")
        #expect(asked.status == 0, "\(asked.errors)")
        #expect(asked.json["adcp_version"] == "3.2")
        #expect(asked.json["poll_tool"] == "get_task_status")
        let card = asked.json["card"]
        #expect(card?["adcp_profile"] == true)
        #expect(card?["interfaces"]?.array?.first == ["url": .string(url), "a2a_version": "1.0"])
        #expect(card?["skills"]?.array?.contains("create_media_buy") == true)
        #expect(try await prompt.run("agent", "list").output.contains("a2a"))
        await seller.stop()
    }

    @Test(arguments: [
        (["agent", "add", "seller", "seller.example"], Int32(1), "url"),
        (["agent", "add", "Seller!", "https://seller.example/mcp"], 1, "name"),
        (["agent", "add", "seller", "https://seller.example/mcp", "--webhook", "pigeon"], 64, "pigeon"),
        (["agent", "add", "seller", "https://seller.example/", "--protocol", "smtp"], 64, "smtp"),
        (["agent", "add", "seller", "https://seller.example/", "--mcp-revision", "2024-11-05"], 64, "2024-11-05"),
        (
            ["agent", "add", "seller", "https://seller.example/", "--protocol", "a2a", "--mcp-revision", "2026-07-28"],
            1,
            "mcp_revision"
        ),
        (["agent", "show", "nobody"], 1, "nobody"),
        (["agent", "keys", "nobody", "--jwks-uri", "https://seller.example/keys"], 1, "nobody"),
        (["agent", "keys", "seller", "--jwks", "{"], 64, "JSON"),
        (["webhook", "show", "00000000-0000-4000-8000-000000000000"], 1, "00000000-0000-4000-8000-000000000000"),
        (["webhook", "list", "--agent", "nobody"], 1, "nobody"),
        (["agent", "list", "--tenant", "stranger"], 1, "stranger"),
        (["tenant", "add", "No Name"], 1, "name"),
    ])
    func `what cannot be is refused by name`(arguments: [String], status: Int32, word: String) async throws {
        let prompt = CommandPrompt(database: try TestDatabase.current.applicationDSN)
        _ = try await prompt.run("tenant", "add", "buyer")
        let run = try await CommandRun(arguments, environment: prompt.environment)
        #expect(run.status == status)
        #expect(run.errors.contains(word), "\(run.errors)")
    }
}
