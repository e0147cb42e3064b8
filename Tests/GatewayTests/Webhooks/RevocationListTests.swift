import AdCP
import Database
import Foundation
import HTTPTypes
import HummingbirdTesting
import TestSupport
import Testing

/// Keys that an agent's operator revoked, by the signed list at the origin of its brand.json.
@Suite(.database, .timeLimit(.minutes(5))) struct RevocationListTests {
    private func failure(_ seller: DiscoveredSeller) async throws -> String? {
        try await seller.keys()["revocation_list"]?["failure"]?.string
    }

    @Test func `a key on the list proves nothing, from the next list on`() async throws {
        try await DiscoveredSeller.with { seller in
            let theOperator = seller.theOperator
            let next = try #require(WebhookSigner(generating: .ecdsaP256SHA256, keyID: "seller-2"))
            theOperator.publish([seller.seller.signer, next])
            try await seller.discover()
            #expect(try await seller.send().status == .ok)
            try theOperator.revoke(["seller-1"], by: next)
            // Nobody asks before the list is due.
            #expect(try await seller.send().status == .ok)
            try await seller.age(by: "16 minutes")
            #expect(try await seller.send().signatureError == "webhook_signature_key_revoked")
            #expect(try await seller.send(by: next).status == .ok)
            #expect(try await seller.keys()["revocation_list"]?["revoked"] == ["seller-1"])
        }
    }

    @Test func `what we revoked ourselves stays revoked, whatever the list says`() async throws {
        try await DiscoveredSeller.with { seller in
            try await seller.discover()
            _ = try await seller.gateway.send(.delete, "/v1/agents/seller/keys/seller-1")
            #expect(try await seller.send().signatureError == "webhook_signature_key_revoked")
            seller.theOperator.fail(at: RevocationList.path)
            try await seller.age(by: "3 hours")
            #expect(try await seller.send().signatureError == "webhook_signature_key_revoked")
            #expect(try await seller.keys()["revoked"] == ["seller-1"])
        }
    }

    @Test func `a list that does not come is believed for four intervals more, then no key is`() async throws {
        try await DiscoveredSeller.with(prepare: { try $0.revoke([], interval: 1800) }) { seller in
            try await seller.discover()
            seller.theOperator.fail(at: RevocationList.path)
            for minutes in [31, 58, 58] {
                try await seller.age(by: "\(minutes) minutes")
                let response = try await seller.send()
                #expect(response.status == .ok, "\(response.text)")
                #expect(try await self.failure(seller) == "revocation_list_unreachable")
            }
            #expect(try await seller.alarms().allSatisfy { !$0.hasPrefix("revocation") })
            try await seller.age(by: "4 minutes")
            #expect(try await seller.send().signatureError == "webhook_signature_revocation_stale")
            #expect(try await seller.alarms().contains("revocation_list_stale"))

            seller.theOperator.fail(at: RevocationList.path, false)
            try seller.theOperator.revoke([])
            try await seller.age(by: "31 seconds")
            #expect(try await seller.send().status == .ok)
            #expect(try await self.failure(seller) == nil)
        }
    }

    @Test func `without a first list no key is believed, unless the operator says that it has none`() async throws {
        try await DiscoveredSeller.with(prepare: { $0.fail(at: RevocationList.path) }) { seller in
            try await seller.discover()
            #expect(try await seller.send().signatureError == "webhook_signature_revocation_stale")
            seller.theOperator.fail(at: RevocationList.path, false)
            seller.theOperator.serve(nil, at: RevocationList.path)
            try await seller.age(by: "31 seconds")
            #expect(try await seller.send().status == .ok)
            #expect(try await self.failure(seller) == "revocation_list_absent")
            #expect(try await seller.alarms().contains("revocation_list_absent"))
            seller.theOperator.fail(at: RevocationList.path)
            try await seller.age(by: "4 minutes")
            #expect(try await seller.send().status == .ok)
            try await seller.age(by: "2 minutes")
            #expect(try await seller.send().signatureError == "webhook_signature_revocation_stale")
        }
    }

    @Test func `a list that was there and is gone, or older than before, takes nothing back`() async throws {
        try await DiscoveredSeller.with { seller in
            let theOperator = seller.theOperator
            let next = try #require(WebhookSigner(generating: .ed25519, keyID: "seller-2"))
            theOperator.publish([seller.seller.signer, next])
            try theOperator.revoke(["seller-1"], by: next)
            try await seller.discover()
            #expect(try await seller.send().signatureError == "webhook_signature_key_revoked")
            theOperator.serve(nil, at: RevocationList.path)
            try await seller.age(by: "16 minutes")
            #expect(try await seller.send().signatureError == "webhook_signature_key_revoked")
            #expect(try await self.failure(seller) == "revocation_list_gone")
            try theOperator.revoke([], secondsAgo: 17 * 60, interval: 1800, by: next)
            try await seller.age(by: "31 seconds")
            #expect(try await seller.send().signatureError == "webhook_signature_key_revoked")
            #expect(try await self.failure(seller) == "revocation_list_older_than_before")
        }
    }

    @Test func `lists that cannot be believed are not taken, and their reason is shown`() async throws {
        try await DiscoveredSeller.with { seller in
            let theOperator = seller.theOperator
            let stranger = try #require(WebhookSigner(generating: .ed25519, keyID: "stranger-1"))
            let impostor = try #require(WebhookSigner(generating: .ed25519, keyID: "seller-1"))
            let attempts: [(String, @Sendable () throws -> Void)] = [
                ("revocation_list_malformed", { theOperator.serve("{}", at: RevocationList.path) }),
                ("revocation_list_key_unknown", { try theOperator.revoke([], by: stranger) }),
                ("revocation_list_signature_invalid", { try theOperator.revoke([], by: impostor) }),
                ("revocation_list_times_malformed", { try theOperator.revoke([], secondsAgo: -90) }),
                ("revocation_list_times_malformed", { try theOperator.revoke([], interval: 0) }),
                ("revocation_list_too_old", { try theOperator.revoke([], secondsAgo: 301, interval: 60) }),
            ]
            try theOperator.revoke([], secondsAgo: 7200)
            try await seller.discover()
            for (reason, publish) in attempts {
                try publish()
                try await seller.age(by: "31 seconds")
                #expect(try await seller.send().signatureError == "webhook_signature_revocation_stale")
                #expect(try await self.failure(seller) == reason)
            }
        }
    }

    @Test func `a revoked key signs no list`() async throws {
        try await DiscoveredSeller.with { seller in
            let theOperator = seller.theOperator
            let next = try #require(WebhookSigner(generating: .ed25519, keyID: "seller-2"))
            theOperator.publish([seller.seller.signer, next])
            // Its own revocation it may sign: that takes trust away and gives none.
            try theOperator.revoke(["seller-1"], interval: 60)
            try await seller.discover()
            #expect(try await seller.send().signatureError == "webhook_signature_key_revoked")
            try theOperator.revoke([])
            try await seller.age(by: "61 seconds")
            #expect(try await seller.send().signatureError == "webhook_signature_key_revoked")
            #expect(try await self.failure(seller) == "revocation_list_key_revoked")
        }
    }

    @Test func `a list may be signed with a key beside brand.json`() async throws {
        try await DiscoveredSeller.with { seller in
            let theOperator = seller.theOperator
            let governor = try #require(WebhookSigner(generating: .ed25519, keyID: "governor-1"))
            theOperator.list(jwksURI: theOperator.origin + "/agent-keys")
            theOperator.publish([seller.seller.signer], at: "/agent-keys")
            theOperator.publish([governor])
            try theOperator.revoke([], by: governor)
            try await seller.discover()
            #expect(try await seller.send().status == .ok)
            #expect(try await self.failure(seller) == nil)
        }
    }

    @Test(arguments: [(20, "40 seconds", "61 seconds"), (7200, "29 minutes", "31 minutes")])
    func `a list is asked for after one minute at the soonest and thirty at the latest`(
        interval: Int, early: String, late: String
    ) async throws {
        try await DiscoveredSeller.with(prepare: { try $0.revoke([], interval: interval) }) { seller in
            try await seller.discover()
            try await seller.age(by: early)
            #expect(try await seller.send().status == .ok)
            #expect(seller.theOperator.visits(to: RevocationList.path) == 1)
            try await seller.discover()
            try await seller.age(by: late)
            #expect(try await seller.send().status == .ok)
            #expect(seller.theOperator.visits(to: RevocationList.path) == 2)
        }
    }

    @Test func `twenty webhooks at once ask for one list`() async throws {
        try await DiscoveredSeller.with { seller in
            try await seller.discover()
            try await seller.age(by: "16 minutes")
            try await seller.gateway.asAnotherInstance { other in
                try await withThrowingTaskGroup(of: TestResponse.self) { group in
                    for number in 1...20 {
                        group.addTask { try await seller.send(at: number.isMultiple(of: 2) ? other : seller.gateway) }
                    }
                    for try await response in group { #expect(response.status == .ok, "\(response.text)") }
                }
                #expect(seller.theOperator.visits(to: RevocationList.path) == 2)
            }
        }
    }
}
