import AdCP
import Foundation
import TestSupport
import Testing

/// `holdfast operation …`, with and without an instance that works.
@Suite(.database, .timeLimit(.minutes(5))) struct OperationCommandTests {
    /// The arguments of a buy that the sandbox treats as its product says.
    private static func buy(_ product: String) -> String {
        """
        {"account":{"account_id":"a"},"brand":{"domain":"brand.example"},"start_time":"asap","end_time":"2030-01-01T00:00:00Z",
         "packages":[{"product_id":"\(product)","pricing_option_id":"cpm-usd","budget":5000}]}
        """
    }

    private static func prompt(
        url: String = "https://seller.example/mcp", token: String = "", transport: String = "mcp"
    ) async throws -> CommandPrompt {
        let prompt = CommandPrompt(
            database: try TestDatabase.current.applicationDSN, environment: ["SELLER_TOKEN": token])
        _ = try await prompt.run("tenant", "add", "buyer")
        _ = try await prompt.run(
            "agent", "add", "seller", url, "--protocol", transport, "--credential", "env:SELLER_TOKEN")
        return prompt
    }

    @Test func `without any instance an operation is submitted, found, shown and canceled`() async throws {
        let prompt = try await Self.prompt()
        let submitted = try await prompt.run(
            "operation", "submit", "seller", "create_media_buy", Self.buy("instant"), "--idempotency-key", "one",
            "--json")
        #expect(submitted.status == 0, "\(submitted.errors)")
        let id = try #require(submitted.json["id"]?.string)
        #expect(submitted.json["state"] == "requested")

        let again = try await prompt.run(
            "operation", "submit", "seller", "create_media_buy", Self.buy("instant"), "--idempotency-key", "one",
            "--json")
        #expect(again.json["id"]?.string == id)
        #expect(again.errors.contains("used before"))
        let other = try await prompt.run(
            "operation", "submit", "seller", "create_media_buy", Self.buy("another"), "--idempotency-key", "one")
        #expect(other.status == 1)

        let listed = try await prompt.run("operation", "list", "--state", "requested", "--json")
        #expect(listed.json["operations"]?.array?.compactMap { $0["id"]?.string } == [id])
        #expect(try await prompt.run("operation", "list").output.contains(id))
        #expect(
            try await prompt.run("operation", "list", "--state", "completed", "--json").json["operations"]?.array == [])

        let canceled = try await prompt.run("operation", "cancel", id, "--reason", "changed our mind", "--json")
        #expect(canceled.json["outcome"] == "canceled")
        #expect(try await prompt.run("operation", "cancel", id).status == 1)
        let shown = try await prompt.run("operation", "show", id, "--json")
        #expect(shown.json["operation"]?["state"] == "canceled")
        #expect(shown.json["events"]?.array?.compactMap { $0["state"]?.string } == ["requested", "canceled"])
        #expect(try await prompt.run("operation", "show", id).output.contains("changed our mind"))
    }

    @Test func `what a seller asks over A2A is answered, and the answer sent by whichever instance works`() async throws
    {
        let seller = try await SellerProcess.sandbox()
        let prompt = try await Self.prompt(
            url: seller.url.replacing(/mcp$/, with: "a2a"), token: seller.token, transport: "a2a")
        let submitted = try await prompt.run(
            "operation", "submit", "seller", "create_media_buy", Self.buy("input"), "--no-webhook", "--json")
        let id = try #require(submitted.json["id"]?.string, "\(submitted.errors)")
        let early = try await prompt.run("operation", "answer", id)
        #expect(early.status == 64, "nothing is asked yet")
        let worker = try prompt.start("work")
        let asked = try await prompt.run("operation", "wait", id, "--timeout", "2m", "--json")
        #expect(asked.status != 0)
        let shown = try await prompt.run("operation", "show", id, "--json")
        #expect(shown.json["operation"]?["question"]?["is_resumable"] == true)
        let answered = try await prompt.run("operation", "answer", id, "--input", #"{"po_number":"PO-2"}"#, "--json")
        #expect(answered.json == ["generation": 1, "state": "answered"], "\(answered.errors)")
        #expect(try await prompt.run("operation", "wait", id, "--timeout", "2m").status == 0)
        let again = try await prompt.run("operation", "answer", id, "--generation", "1")
        #expect(again.status == 1)
        await worker.terminate()
        await seller.stop()
    }

    @Test func `a wait outlasts the instance that works, and its exit code tells the outcome`() async throws {
        let seller = try await SellerProcess.sandbox()
        let prompt = try await Self.prompt(url: seller.url, token: seller.token)
        let submit = { (product: String) in
            let run = try await prompt.run(
                "operation", "submit", "seller", "create_media_buy", Self.buy(product), "--no-webhook", "--json")
            return try #require(run.json["id"]?.string, "\(run.errors)")
        }
        let (completed, rejected) = (try await submit("instant"), try await submit("reject-now"))
        let waiting = try prompt.start("operation", "wait", completed, "--timeout", "2m", "--json")
        // One instance comes and goes, whatever it has done; the wait goes on.
        let first = try prompt.start("work")
        await first.terminate()
        let second = try prompt.start("work")
        #expect(await waiting.waitForExit() == 0, "\(waiting.errorText)")
        let end = try await prompt.run("operation", "wait", rejected, "--timeout", "2m", "--json")
        #expect(end.status == 3)
        #expect(end.json["state"] == "rejected")
        await second.terminate()
        await seller.stop()
    }

    @Test func `a wait that runs out of time says so`() async throws {
        let prompt = try await Self.prompt()
        let submitted = try await prompt.run(
            "operation", "submit", "seller", "create_media_buy", Self.buy("instant"), "--json")
        let id = try #require(submitted.json["id"]?.string)
        let run = try await prompt.run("operation", "wait", id, "--timeout", "1s", "--json")
        #expect(run.status == 4)
        #expect(run.json["state"] == "requested")
    }

    @Test(arguments: [
        (["submit", "nobody", "create_media_buy", "{}"], Int32(1), "nobody"),
        (["submit", "seller", "create_media_buy", "{\"a\":1,\"a\":2}"], 64, "JSON"),
        (["submit", "seller", "create_media_buy", "[]"], 1, "request"),
        (["submit", "seller", "Create!", "{}"], 1, "task_type"),
        (["submit", "seller", "create_media_buy", "{\"idempotency_key\":\"x\"}"], 1, "request.idempotency_key"),
        (["submit", "seller", "create_media_buy", "@/no/such/file"], 64, "/no/such/file"),
        (["submit", "seller", "create_media_buy", "{}", "--deadline", "soon"], 64, "deadline"),
        (["show", "not-an-identifier"], 64, "not-an-identifier"),
        (["show", "00000000-0000-4000-8000-000000000000"], 1, "00000000-0000-4000-8000-000000000000"),
        (["wait", "00000000-0000-4000-8000-000000000000"], 1, "00000000-0000-4000-8000-000000000000"),
        (["list", "--state", "sleeping"], 1, "sleeping"),
        (["list", "--limit", "0"], 1, "limit"),
    ])
    func `what cannot be is refused by name`(arguments: [String], status: Int32, word: String) async throws {
        let prompt = try await Self.prompt()
        let run = try await CommandRun(["operation"] + arguments, environment: prompt.environment)
        #expect(run.status == status)
        #expect(run.errors.contains(word), "\(run.errors)")
        #expect(try await prompt.run("operation", "list", "--json").json["operations"]?.array == [])
    }
}
