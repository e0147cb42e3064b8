import AdCP
import Database
import Foundation
import HTTPTypes
import HummingbirdTesting
import TestSupport
import Testing

/// Keys that are found by the brand.json of an agent's operator, from a real web server.
@Suite(.database, .timeLimit(.minutes(5))) struct DiscoveredKeyTests {
    @Test func `keys are found from the agent's URL alone, at once and for all webhooks`() async throws {
        try await DiscoveredSeller.with { seller in
            let theOperator = seller.theOperator
            let keys = try await seller.discover().json["signing_keys"]
            #expect(keys?["jwks_uri"]?.string == theOperator.origin + Operator.keysPath)
            #expect(keys?["discovery"]?["brand_json_url"]?.string == theOperator.origin + Operator.brandPath)
            #expect(keys?["key_ids"] == ["seller-1"])
            #expect(keys?["revocation_list"]?["failure"] == nil)
            for _ in 1...3 {
                let response = try await seller.send()
                #expect(response.status == .ok, "\(response.text)")
            }
            for path in [Operator.brandPath, Operator.keysPath, RevocationList.path] {
                #expect(theOperator.visits(to: path) == 1)
            }
        }
    }

    @Test func `the document that the capabilities name counts, and no other`() async throws {
        try await DiscoveredSeller.with(capabilities: {
            #"{"brand_json_url":"\#($0.origin)/brand.json","key_origins":{"webhook_signing":"\#($0.origin)"}}"#
        }) { seller in
            #expect(
                try await seller.discover().json["signing_keys"]?["discovery"]?["failure"] == "brand_json_unreachable")
            #expect(try await seller.send().signatureError == "webhook_signature_key_unknown")
            #expect(seller.theOperator.visits(to: Operator.brandPath) == 0)
            seller.theOperator.serve(
                #"{"agents":[{"url":"\#(seller.theOperator.agentURL)"}]}"#, at: "/brand.json")
            try await seller.discover()
            #expect(try await seller.send().status == .ok)
        }
    }

    @Test(arguments: [
        (#"{"agents":[]}"#, "agent_not_in_brand_json"),
        (#"{"agents":[{"url":"URL/"}]}"#, "agent_not_in_brand_json"),
        (#"{"agents":[{"url":"URL"},{"url":"URL"}]}"#, "brand_json_ambiguous"),
        (#"{"agents":[{"url":"URL"}],"agents":[{"url":"URL"}]}"#, "brand_json_malformed"),
        (#"{"agents":[{"url":"URL","jwks_uri":7}]}"#, "jwks_uri_malformed"),
        (#"{"agents":[{"url":"URL","jwks_uri":"URL#keys"}]}"#, "jwks_uri_malformed"),
    ])
    func `a document that does not vouch for the agent gives it no key`(_ text: String, _ code: String) async throws {
        try await DiscoveredSeller.with(prepare: {
            $0.serve(text.replacing("URL", with: $0.agentURL), at: Operator.brandPath)
        }) { seller in
            let discovered = try await seller.discover()
            #expect(discovered.status == .ok)
            #expect(discovered.json["signing_keys"]?["discovery"]?["failure"]?.string == code)
            #expect(try await seller.send().signatureError == "webhook_signature_key_unknown")
            #expect(seller.theOperator.visits(to: Operator.keysPath) == 0)
        }
    }

    @Test func `keys at another host than the capabilities name, and another operator's document, count for nothing`()
        async throws
    {
        try await DiscoveredSeller.with(capabilities: { _ in
            #"{"key_origins":{"webhook_signing":"https://keys.seller.example"}}"#
        }) { seller in
            #expect(try await seller.discover().json["signing_keys"]?["discovery"]?["failure"] == "key_origin_mismatch")
            // The same server by another name: a registrant's name is what counts, not where it leads.
            try await seller.say(
                #"{"brand_json_url":"http://localhost:\#(seller.theOperator.port)/.well-known/brand.json"}"#)
            #expect(
                try await seller.discover().json["signing_keys"]?["discovery"]?["failure"] == "brand_origin_mismatch")
            #expect(try await seller.send().signatureError == "webhook_signature_key_unknown")
            #expect(try await seller.alarms().contains("signing_keys_refused key_origin_mismatch"))
        }
    }

    @Test(arguments: ["http://10.0.0.1/keys", "http://169.254.169.254/latest/meta-data", "http://[fd00::1]/keys"])
    func `an operator cannot lead us inside`(_ uri: String) async throws {
        try await DiscoveredSeller.with(prepare: { $0.list(jwksURI: uri) }) { seller in
            let keys = try await seller.discover().json["signing_keys"]
            #expect(keys?["jwks_uri"]?.string == uri)
            #expect(keys?["attempted_at"]?.string != nil && keys?["fetched_at"] == nil)
            #expect(try await seller.send().signatureError == "webhook_signature_key_unknown")
        }
    }

    @Test func `an agent that is no longer listed is not believed from the next look on`() async throws {
        try await DiscoveredSeller.with { seller in
            try await seller.discover()
            #expect(try await seller.send().status == .ok)
            seller.theOperator.serve(#"{"agents":[]}"#, at: Operator.brandPath)
            #expect(try await seller.send().status == .ok)
            try await seller.age(by: "11 minutes")
            #expect(try await seller.send().signatureError == "webhook_signature_key_unknown")
            #expect(try await seller.alarms().contains("signing_keys_refused agent_not_in_brand_json"))
            seller.theOperator.list()
            try await seller.age(by: "31 seconds")
            #expect(try await seller.send().status == .ok)
        }
    }

    @Test func `a document that does not answer leaves the keys good for four looks more`() async throws {
        try await DiscoveredSeller.with(prepare: { try $0.revoke([], interval: 600) }) { seller in
            try await seller.discover()
            for path in [Operator.brandPath, Operator.keysPath] { seller.theOperator.fail(at: path) }
            for _ in 1...3 {
                try await seller.age(by: "13 minutes")
                try seller.theOperator.revoke([], interval: 600)
                let response = try await seller.send()
                #expect(response.status == .ok, "\(response.text)")
            }
            try await seller.age(by: "2 minutes")
            #expect(try await seller.send().signatureError == "webhook_signature_key_unknown")
        }
    }

    @Test func `two instances look once, whatever the outcome`() async throws {
        try await DiscoveredSeller.with(prepare: { $0.serve(nil, at: Operator.brandPath) }) { seller in
            try await seller.gateway.asAnotherInstance { other in
                try await seller.discover()
                for gateway in [seller.gateway, other, seller.gateway, other] {
                    let response = try await seller.send(at: gateway)
                    #expect(response.signatureError == "webhook_signature_key_unknown")
                }
                #expect(seller.theOperator.visits(to: Operator.brandPath) == 1)
                seller.theOperator.list()
                try await seller.age(by: "31 seconds")
                #expect(try await seller.send(at: other).status == .ok)
                #expect(try await seller.send().status == .ok)
                for path in [Operator.keysPath, RevocationList.path] {
                    #expect(seller.theOperator.visits(to: path) == 1)
                }
                #expect(seller.theOperator.visits(to: Operator.brandPath) == 2)
            }
        }
    }

    @Test func `an address of keys that changes waits for a person, and the pinned one goes on`() async throws {
        try await DiscoveredSeller.with { seller in
            let theOperator = seller.theOperator
            try await seller.discover()
            #expect(try await seller.send().status == .ok)
            let next = try #require(WebhookSigner(generating: .ed25519, keyID: "seller-2"))
            let moved = "http://localhost:\(theOperator.port)/moved"
            theOperator.list(jwksURI: moved)
            theOperator.publish([next], at: "/moved")
            for _ in 1...2 {
                try await seller.age(by: "11 minutes")
                try theOperator.revoke([])
                #expect(try await seller.send().status == .ok)
                #expect(try await seller.send(by: next).signatureError == "webhook_signature_key_unknown")
            }
            #expect(theOperator.visits(to: "/moved") == 0)
            let alarms = try await seller.gateway.get("/v1/alarms?kind=jwks_uri_changed").json["alarms"]?.array
            #expect(alarms?.count == 1)
            #expect(alarms?.first?["subject"]?.string == "localhost:\(theOperator.port)")
            #expect(alarms?.first?["times"] == 1)
            #expect(alarms?.first?["detail"]?["pinned"]?.string == theOperator.origin + Operator.keysPath)
            #expect(alarms?.first?["detail"]?["found"]?.string == moved)
            #expect(try await seller.keys()["discovery"]?["unconfirmed_jwks_uri"]?.string == moved)

            let confirmed = try await seller.discover().json["signing_keys"]
            #expect(confirmed?["jwks_uri"]?.string == moved)
            #expect(confirmed?["key_ids"] == ["seller-2"])
            #expect(try await seller.send(by: next).status == .ok)
            #expect(try await seller.send().signatureError == "webhook_signature_key_unknown")
            #expect(try await seller.alarms().allSatisfy { !$0.hasPrefix("jwks_uri_changed") })
        }
    }

    @Test func `a document at another origin waits for a person, and the list of revoked keys stays where it was`()
        async throws
    {
        try await DiscoveredSeller.with { seller in
            let theOperator = seller.theOperator
            try await seller.discover()
            #expect(try await seller.send().status == .ok)
            // Another operator on another port of the same host: one registrant, two origins.
            try await Operator.run { other in
                let url = other.origin + Operator.brandPath
                other.serve(
                    #"{"agents":[{"url":"\#(theOperator.agentURL)","jwks_uri":"\#(theOperator.origin)\#(Operator.keysPath)"}]}"#,
                    at: Operator.brandPath)
                try await seller.say(#"{"brand_json_url":"\#(url)"}"#)
                try await seller.age(by: "31 minutes")
                try theOperator.revoke([])
                #expect(try await seller.send().status == .ok)
                #expect(other.visits(to: RevocationList.path) == 0)
                try other.revoke([], by: theOperator.signer)
                #expect(try await seller.alarms().contains("brand_json_changed 127.0.0.1:\(other.port)"))
                #expect(try await seller.keys()["discovery"]?["unconfirmed_brand_json_url"]?.string == url)

                try await seller.discover()
                #expect(try await seller.keys()["discovery"]?["brand_json_url"]?.string == url)
                #expect(try await seller.alarms().allSatisfy { !$0.hasPrefix("brand_json_changed") })
                try await seller.age(by: "31 minutes")
                #expect(try await seller.send().status == .ok)
                #expect(other.visits(to: RevocationList.path) == 1)
                #expect(try await seller.keys()["revocation_list"]?["failure"] == nil)
            }
        }
    }

    @Test func `an agent that moves to another URL takes no key along`() async throws {
        try await DiscoveredSeller.with { seller in
            try await seller.discover()
            #expect(try await seller.send().status == .ok)
            seller.theOperator.serve(nil, at: Operator.brandPath)
            _ = try await seller.gateway.send(
                .put, "/v1/agents/seller",
                body: #"{"url":"\#(seller.theOperator.origin)/other","webhook_mode":"rfc9421"}"#)
            #expect(try await seller.send().signatureError == "webhook_signature_key_unknown")
            #expect(try await seller.keys()["jwks_uri"] == nil)
        }
    }

    @Test(arguments: [
        #"{"discover":true,"jwks_uri":"https://seller.example/keys"}"#, #"{"discover":true,"jwks":{"keys":[]}}"#,
        #"{"discover":false}"#, #"{"discover":"yes"}"#, "{}",
    ])
    func `one source of keys is named, and one only`(_ body: String) async throws {
        try await DiscoveredSeller.with { seller in
            let response = try await seller.gateway.send(.put, "/v1/agents/seller/keys", body: body)
            #expect(response.status.kind == .clientError)
            #expect(response.problemCode == "invalid_field")
            #expect(seller.theOperator.visits(to: Operator.brandPath) == 0)
        }
    }
}
