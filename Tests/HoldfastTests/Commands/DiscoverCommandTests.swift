import AdCP
import TestSupport
import Testing

/// `holdfast agent keys --discover`.
@Suite(.database, .timeLimit(.minutes(5))) struct DiscoverCommandTests {
    private func prompt(agent url: String) async throws -> CommandPrompt {
        let prompt = CommandPrompt(database: try TestDatabase.current.applicationDSN)
        _ = try await prompt.run("tenant", "add", "buyer")
        _ = try await prompt.run("agent", "add", "seller", url, "--webhook", "rfc9421")
        return prompt
    }

    @Test func `keys are found and shown at once`() async throws {
        let seller = try await SellerProcess.sandbox()
        let prompt = try await self.prompt(agent: seller.url)
        let found = try await prompt.run("agent", "keys", "seller", "--discover", "--json")
        #expect(found.status == 0, "\(found.errors)")
        #expect(found.json["signing_keys"]?["jwks_uri"]?.string == seller.keysURL)
        #expect(found.json["signing_keys"]?["key_ids"]?.array?.count == 1)
        #expect(found.json["signing_keys"]?["revocation_list"]?["updated_at"]?.string != nil)
        await seller.stop()
    }

    @Test func `keys that are not found say why`() async throws {
        let prompt = try await self.prompt(agent: "https://10.0.0.1/mcp")
        let found = try await prompt.run("agent", "keys", "seller", "--discover", "--json")
        #expect(found.status == 0, "\(found.errors)")
        #expect(found.json["signing_keys"]?["discovery"]?["failure"] == "brand_json_unreachable")
        #expect(found.json["signing_keys"]?["key_ids"] == [])
    }

    @Test func `publishers are named, asked at once, and named no more`() async throws {
        let prompt = try await self.prompt(agent: "https://10.0.0.1/mcp")
        _ = try await prompt.run("agent", "keys", "seller", "--jwks", #"{"keys":[]}"#)
        let named = try await prompt.run(
            "agent", "keys", "seller", "--publisher", "10.0.0.2", "--publisher", "10.0.0.3", "--json")
        #expect(named.status == 0, "\(named.errors)")
        let publishers = named.json["signing_keys"]?["publishers"]?.array
        #expect(publishers?.map { $0["publisher"]?.string } == ["10.0.0.2", "10.0.0.3"])
        #expect(publishers?.first?["failure"] == "adagents_unreachable")
        let none = try await prompt.run("agent", "keys", "seller", "--no-publisher", "--json")
        #expect(none.status == 0 && none.json["signing_keys"]?["publishers"] == nil, "\(none.errors)")
    }

    @Test(arguments: [
        (["agent", "keys", "seller"], Int32(1), "exactly one"),
        (["agent", "keys", "seller", "--publisher", "a.example", "--no-publisher"], 64, "not both"),
        (["agent", "keys", "seller", "--publisher", "https://a.example"], 1, "domain"),
        (["agent", "keys", "seller", "--discover", "--jwks-uri", "https://seller.example/keys"], 1, "exactly one"),
        (["agent", "keys", "nobody", "--discover"], 1, "nobody"),
    ])
    func `what cannot be is refused by name`(arguments: [String], status: Int32, word: String) async throws {
        let prompt = try await self.prompt(agent: "https://seller.example/mcp")
        let run = try await CommandRun(arguments, environment: prompt.environment)
        #expect(run.status == status)
        #expect(run.errors.contains(word), "\(run.errors)")
    }
}
