import AdCP
import Database
import Foundation
import HTTPTypes
import HummingbirdTesting
import TestSupport
import Testing

/// Keys that publishers pin for the agents that sell for them, from a real web server.
@Suite(.database, .timeLimit(.minutes(5))) struct PublisherPinTests {
    private func with(_ test: @escaping @Sendable (DiscoveredSeller, PinningPublisher) async throws -> Void)
        async throws
    {
        try await DiscoveredSeller.with { seller in
            try await seller.discover()
            let publisher = PinningPublisher(seller: seller)
            publisher.pin([seller.theOperator.signer])
            #expect(try await publisher.name().status == .ok)
            try await test(seller, publisher)
        }
    }

    private func isUnknown(_ response: TestResponse) -> Bool {
        response.signatureError == "webhook_signature_key_unknown"
    }

    @Test func `a key that the agent publishes and the publisher pins is good, and is looked up once`() async throws {
        try await self.with { seller, publisher in
            for _ in 1...3 { #expect(try await seller.send().status == .ok) }
            #expect(publisher.visits == 1)
            let pins = try await publisher.state()
            #expect(pins["publisher"]?.string == publisher.domain)
            #expect(pins["pins"]?.array?.count == 1 && pins["failure"] == nil)
        }
    }

    @Test func `a key of the agent that the publisher does not pin proves nothing`() async throws {
        try await self.with { seller, publisher in
            let other = try #require(WebhookSigner(generating: .ed25519, keyID: "seller-2"))
            seller.theOperator.publish([seller.theOperator.signer, other])
            try await seller.age(by: "31 seconds")
            #expect(self.isUnknown(try await seller.send(by: other)))
            #expect(try await seller.send().status == .ok)
            // Asked again for the key that was not pinned, but once in half a minute.
            #expect(publisher.visits == 1)
            publisher.pin([seller.theOperator.signer, other])
            try await publisher.age(by: "31 seconds")
            #expect(try await seller.send(by: other).status == .ok)
            #expect(publisher.visits == 2)
        }
    }

    @Test func `a pin makes no key good that the agent does not publish, nor another key of the same name`()
        async throws
    {
        try await self.with { seller, publisher in
            let stranger = try #require(WebhookSigner(generating: .ed25519, keyID: "stranger"))
            let namesake = try #require(WebhookSigner(generating: .ed25519, keyID: seller.theOperator.signer.keyID))
            publisher.pin([stranger, namesake])
            try await publisher.age(by: "11 minutes")
            #expect(self.isUnknown(try await seller.send(by: stranger)))
            #expect(self.isUnknown(try await seller.send()))
            #expect(try await seller.send(by: namesake).status == .unauthorized)
        }
    }

    @Test func `where no keys are pinned the agent's own count`() async throws {
        try await self.with { seller, publisher in
            publisher.serve(#"{"authorized_agents":[{"url":"\#(seller.theOperator.agentURL)"}]}"#)
            try await publisher.age(by: "11 minutes")
            #expect(try await seller.send().status == .ok)
            #expect(try await publisher.state()["pins"] == nil)
        }
    }

    @Test func `pins that change count at once, and people are told`() async throws {
        try await self.with { seller, publisher in
            #expect(try await seller.alarms().isEmpty)
            let next = try #require(WebhookSigner(generating: .ecdsaP256SHA256, keyID: "seller-2"))
            seller.theOperator.publish([seller.theOperator.signer, next])
            publisher.pin([next])
            try await publisher.age(by: "11 minutes")
            try await seller.age(by: "31 seconds")
            #expect(try await seller.send(by: next).status == .ok)
            #expect(self.isUnknown(try await seller.send()))
            let alarm = try await seller.gateway.get("/v1/alarms?kind=publisher_pins_changed").json["alarms"]?.array
            #expect(alarm?.map { $0["subject"]?.string } == [publisher.domain])
            #expect(alarm?.first?["detail"]?["before"]?.array?.count == 1)
            #expect(alarm?.first?["detail"]?["before"] != alarm?.first?["detail"]?["now"])
        }
    }

    @Test(arguments: [
        (#"{"authorized_agents":[]}"#, "agent_not_in_adagents"),
        (#"{"authorized_agents":[{"url":"URL"},{"url":"URL","signing_keys":[]}]}"#, "adagents_ambiguous"),
    ])
    func `a document that does not authorize the agent ends the trust at once`(
        _ document: String, _ failure: String
    ) async throws {
        try await self.with { seller, publisher in
            #expect(try await seller.send().status == .ok)
            publisher.serve(
                document.replacing("URL", with: seller.theOperator.agentURL))
            try await publisher.age(by: "11 minutes")
            #expect(self.isUnknown(try await seller.send()))
            #expect(try await seller.alarms().contains("publisher_pins_refused \(publisher.domain)"))
            #expect(try await publisher.state()["failure"]?.string == failure)
            publisher.pin([seller.theOperator.signer])
            try await publisher.age(by: "31 seconds")
            #expect(try await seller.send().status == .ok)
        }
    }

    @Test(arguments: ["broken", "absent", "malformed"])
    func `a document that does not answer leaves the last pins good for an hour`(_ how: String) async throws {
        try await self.with { seller, publisher in
            switch how {
            case "broken": seller.theOperator.fail(at: AuthorizedAgents.wellKnownPath)
            case "absent": publisher.serve(nil)
            default: publisher.serve(#"{"authorized_agents":[],"authorized_agents":[]}"#)
            }
            for _ in 1...3 {
                try await publisher.age(by: "13 minutes")
                #expect(try await seller.send().status == .ok)
            }
            #expect(try await seller.alarms().isEmpty)
            try await publisher.age(by: "22 minutes")
            #expect(self.isUnknown(try await seller.send()))
            #expect(try await seller.alarms().contains("publisher_pins_stale \(publisher.domain)"))
        }
    }

    @Test func `a publisher that was never heard lets nothing pass`() async throws {
        try await DiscoveredSeller.with { seller in
            try await seller.discover()
            let publisher = PinningPublisher(seller: seller)
            #expect(try await publisher.name().status == .ok)
            #expect(self.isUnknown(try await seller.send()))
            #expect(try await seller.alarms().contains("publisher_pins_stale \(publisher.domain)"))
            #expect(try await publisher.name([]).status == .ok)
            #expect(try await seller.send().status == .ok)
            #expect(try await seller.keys()["publishers"] == nil)
        }
    }

    @Test func `every publisher that is named has to agree`() async throws {
        try await self.with { seller, publisher in
            try await Operator.run { other in
                let elsewhere = PinningPublisher(seller: seller, site: other)
                elsewhere.pin([try #require(WebhookSigner(generating: .ed25519, keyID: "seller-1"))])
                #expect(try await publisher.name([publisher.domain, elsewhere.domain]).status == .ok)
                #expect(self.isUnknown(try await seller.send()))
                elsewhere.pin([seller.theOperator.signer])
                try await publisher.age(by: "31 seconds")
                #expect(try await seller.send().status == .ok)
            }
        }
    }

    @Test func `pins hold for keys that the operator of this deployment gave, too`() async throws {
        try await self.with { seller, publisher in
            let other = try #require(WebhookSigner(generating: .ed25519, keyID: "seller-2"))
            try await seller.gateway.putKeys([seller.theOperator.signer, other])
            #expect(try await seller.send().status == .ok)
            #expect(self.isUnknown(try await seller.send(by: other)))
        }
    }

    @Test(arguments: [true, false])
    func `a publisher that its network revoked is out for a week, unless a person names it again`(
        _ isNamedAgain: Bool
    ) async throws {
        try await self.with { seller, publisher in
            publisher.serve(
                #"""
                {"authorized_agents":[{"url":"\#(seller.theOperator.agentURL)"}],
                "revoked_publisher_domains":[{"publisher_domain":"\#(publisher.domain)"}]}
                """#)
            try await publisher.age(by: "11 minutes")
            #expect(self.isUnknown(try await seller.send()))
            #expect(try await publisher.state()["failure"] == "publisher_revoked")
            // Somebody serves what the network said before.
            publisher.pin([seller.theOperator.signer])
            try await publisher.age(by: "31 seconds")
            #expect(self.isUnknown(try await seller.send()))
            if isNamedAgain {
                #expect(try await publisher.name().status == .ok)
            } else {
                try await seller.change("update adcp.publisher_pins set revoked_at = revoked_at - interval '7 days'")
            }
            #expect(try await seller.send().status == .ok)
        }
    }

    @Test func `a pinned key that loses its pin is refused although an instance remembers it`() async throws {
        try await self.with { seller, _ in
            #expect(try await seller.send().status == .ok)
            try await seller.change("update adcp.publisher_pins set pins = '{}'")
            #expect(self.isUnknown(try await seller.send()))
        }
    }

    @Test func `an agent that moves to another URL takes no pin along`() async throws {
        try await self.with { seller, publisher in
            _ = try await seller.gateway.send(
                .put, "/v1/agents/seller",
                body: #"{"url":"\#(seller.theOperator.origin)/other","webhook_mode":"rfc9421"}"#)
            #expect(try await publisher.state()["checked_at"] == nil)
        }
    }

}
