import AdCP
import Foundation
import TestSupport
import Testing

/// The built program against a seller that takes no change that is not signed.
@Suite(.database, .timeLimit(.minutes(5))) struct SignedRequestTests {
    private static let keys = ["buyer-1", "buyer-2"].map { id in
        #"{"kid":"\#(id)","kty":"OKP","crv":"Ed25519","d":"\#(id == "buyer-1" ? "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A" : "TM0Imyj_ltqdtsNG7BFOD1uKMZ81q6Yk2oz27U-4pvs")"}"#
    }

    /// Runs a test with an instance that signs with these keys, and a seller that looks for them there.
    private func with(
        keys: String, more: [String: String] = [:], _ test: (CommandPrompt, SellerProcess) async throws -> Void
    ) async throws {
        let port = try FreePort.find()
        let seller = try await SellerProcess.sandbox(
            "--requires-signatures", "http://127.0.0.1:\(port)/.well-known/jwks.json")
        let prompt = CommandPrompt(
            database: try TestDatabase.current.applicationDSN,
            environment: [
                "HOLDFAST_PORT": "\(port)", "HOLDFAST_POOL_SIZE": "4", "HOLDFAST_SIGNING_KEYS": keys,
                "KEY_1": Self.keys[0], "KEY_2": Self.keys[1], "SELLER_TOKEN": seller.token,
            ].merging(more) { $1 })
        _ = try await prompt.run("tenant", "add", "buyer")
        _ = try await prompt.run("agent", "add", "seller", seller.url, "--credential", "env:SELLER_TOKEN")
        let instance = try prompt.start("serve")
        try await test(prompt, seller)
        await instance.terminate(grace: .seconds(30))
        #expect(await instance.waitForExit() == 0, "\(instance.errorText.suffix(2_000))")
        await seller.stop()
    }

    private func buy(_ prompt: CommandPrompt) async throws -> String {
        let request = #"""
            {"account":{"account_id":"a"},"brand":{"domain":"b.example"},"start_time":"asap",
            "end_time":"2027-01-01T00:00:00Z","packages":[{"product_id":"instant","pricing_option_id":"cpm-usd","budget":5000}]}
            """#
        let submitted = try await prompt.run("operation", "submit", "seller", "create_media_buy", request, "--json")
        return try #require(submitted.json["id"]?.string, "\(submitted.errors)")
    }

    @Test(arguments: ["env:KEY_1", "env:KEY_2,env:KEY_1"])
    func `it buys, whichever of its keys is the one that signs`(_ keys: String) async throws {
        try await self.with(keys: keys) { prompt, seller in
            let waited = try await prompt.run(
                "operation", "wait", try await self.buy(prompt), "--timeout", "60", "--json")
            #expect(waited.json["state"] == "completed", "\(waited.output) \(waited.errors)")
        }
    }

    @Test func `a key that was made by the program is one that buys`() async throws {
        let made = try await CommandRun(
            ["signing-key", "buyer-3", "--algorithm", "ecdsa-p256-sha256"], environment: [:])
        #expect(made.status == 0 && made.output.split(separator: "\n").count == 1, "\(made.errors)")
        try await self.with(keys: "env:KEY_3", more: ["KEY_3": made.output]) { prompt, _ in
            let waited = try await prompt.run(
                "operation", "wait", try await self.buy(prompt), "--timeout", "60", "--json")
            #expect(waited.json["state"] == "completed", "\(waited.output) \(waited.errors)")
        }
        #expect(try await CommandRun(["signing-key", "a b"], environment: [:]).status == 64)
    }

    @Test func `without a key it is refused, buys nothing and goes on asking`() async throws {
        try await self.with(keys: "") { prompt, seller in
            let operation = try await self.buy(prompt)
            while true {
                let shown = try await prompt.run("operation", "show", operation, "--json")
                guard shown.json["operation"]?["reason"]?.string?.contains("HTTP 401") != true else {
                    #expect(shown.json["operation"]?["state"] == "calling_adcp")
                    break
                }
                try Task.checkCancellation()
            }
        }
    }

    @Test func `a key that is none is refused by its place, and never shown`() async throws {
        let prompt = CommandPrompt(
            database: try TestDatabase.current.applicationDSN,
            environment: ["HOLDFAST_SIGNING_KEYS": "env:KEY", "KEY": #"{"kid":"x","d":"s3cret"}"#])
        let run = try await prompt.run("serve")
        #expect(run.status != 0)
        #expect(run.errors.contains("env:KEY is no private JWK") && !run.errors.contains("s3cret"), "\(run.errors)")
    }
}
