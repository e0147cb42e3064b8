import AdCP
import Database
import Foundation
import HTTPTypes
import HummingbirdTesting
import TestSupport
import Testing

/// Which publishers have a say is told by their domains.
@Suite(.database, .timeLimit(.minutes(5))) struct PublisherNameTests {
    @Test(arguments: [
        #"["https://news.example"]"#, #"["news.example/path"]"#, #"[""]"#, #"["-"]"#, "[7]", #""news.example""#,
        "[\((1...17).map { "\"p\($0).example\"" }.joined(separator: ","))]",
    ])
    func `what is no list of domains is refused by name`(_ publishers: String) async throws {
        try await DiscoveredSeller.with { seller in
            try await seller.discover()
            let response = try await seller.gateway.send(
                .put, "/v1/agents/seller/keys", body: #"{"publishers":\#(publishers)}"#)
            #expect(response.problemCode == "invalid_field")
            #expect(response.text.contains("publishers"))
            #expect(try await seller.keys()["publishers"] == nil)
        }
    }

    @Test func `PostgreSQL and Swift make one thumbprint of a key`() async throws {
        try await DiscoveredSeller.with { seller in
            let row = try await seller.gateway.row(
                """
                select adcp.key_thumbprint('{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","kid":"a"}'),
                    adcp.key_thumbprint('{"kty":"OKP","crv":"Ed25519"}') is null,
                    adcp.key_thumbprint('{"kty":"EC","crv":"P-256","x":"a","y":"b\\""}') is null
                """)
            #expect(row == ["kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k", "t", "t"])
        }
    }
}
