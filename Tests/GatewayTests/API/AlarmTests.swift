import AdCP
import Database
import Foundation
import HTTPTypes
import HummingbirdTesting
import Postgres
import TestSupport
import Testing

/// `/v1/alarms`: what a person should look at, and has.
@Suite(.database, .timeLimit(.minutes(5))) struct AlarmTests {
    /// Raises an alarm about the agent `seller`.
    private func raise(_ kind: String, _ subject: String = "") async throws {
        try await TestDatabase.current.withPool(isApplication: false) { owner in
            _ = try await owner.query(
                Statement(
                    sql: """
                        select adcp.raise_alarm(a.tenant_id, a.id, $1, $2, '{"seen": 1}') from adcp.agents a where a.name = 'seller'
                        """),
                [.text(kind), .text(subject)])
        }
    }

    private func list(_ gateway: TestGateway, _ query: String = "") async throws -> [JSON] {
        try await gateway.get("/v1/alarms\(query)").json["alarms"]?.array ?? []
    }

    @Test func `alarms are listed until somebody takes note of them, and again when they are raised again`()
        async throws
    {
        try await TestGateway.with { gateway in
            #expect(try await self.list(gateway) == [])
            try await self.raise("signing_key_new", "k1")
            try await self.raise("revocation_list_stale")
            let alarms = try await self.list(gateway)
            #expect(alarms.map { $0["kind"]?.string } == ["revocation_list_stale", "signing_key_new"])
            #expect(alarms.last?["subject"] == "k1")
            #expect(alarms.allSatisfy { $0["agent"] == "seller" && $0["detail"]?["seen"] == 1 && $0["times"] == 1 })
            #expect(try await self.list(gateway, "?kind=signing_key_new") == Array(alarms.suffix(1)))
            #expect(try await self.list(gateway, "?agent=seller&limit=1") == Array(alarms.prefix(1)))

            let id = try #require(alarms.first?["id"]?.string)
            for _ in 1...2 {
                let acknowledged = try await gateway.send(.post, "/v1/alarms/\(id)/acknowledge")
                #expect(acknowledged.status == .noContent)
            }
            #expect(try await self.list(gateway) == Array(alarms.suffix(1)))
            let all = try await self.list(gateway, "?all=true")
            #expect(all.count == 2)
            #expect(all.first { $0["id"]?.string == id }?["acknowledged_at"]?.string != nil)

            try await self.raise("revocation_list_stale")
            let again = try await self.list(gateway, "?kind=revocation_list_stale")
            #expect(again.first?["id"]?.string == id)
            #expect(again.first?["times"] == 1)
        }
    }

    @Test func `alarms of another tenant can neither be seen nor acknowledged`() async throws {
        try await TestGateway.with { gateway in
            try await self.raise("signing_key_new", "k1")
            let id = try #require(try await self.list(gateway).first?["id"]?.string)
            let rival = try await gateway.asAnotherTenant()
            #expect(try await self.list(rival, "?all=true") == [])
            #expect(try await rival.send(.post, "/v1/alarms/\(id)/acknowledge").status == .notFound)
            #expect(try await self.list(gateway).count == 1)
            let stranger = try await gateway.send(.get, "/v1/alarms", isAuthorized: false)
            #expect(stranger.status == .unauthorized)
        }
    }

    @Test(arguments: [
        ("/v1/alarms?limit=0", "limit"), ("/v1/alarms?limit=501", "limit"), ("/v1/alarms?limit=x", "limit"),
        ("/v1/alarms?agent=nobody", "nobody"), ("/v1/alarms?all=yes", "all"), ("/v1/alarms?state=new", "state"),
    ])
    func `a list that cannot be is refused by name`(_ path: String, _ word: String) async throws {
        try await TestGateway.with { gateway in
            let response = try await gateway.get(path)
            #expect(response.status.kind == .clientError)
            #expect(response.text.contains(word))
        }
    }

    @Test func `what is no alarm cannot be acknowledged, and nothing is said besides`() async throws {
        try await TestGateway.with { gateway in
            for id in ["one", UUID().uuidString] {
                #expect(try await gateway.send(.post, "/v1/alarms/\(id)/acknowledge").status == .notFound)
            }
            let id = UUID().uuidString
            let talkative = try await gateway.send(.post, "/v1/alarms/\(id)/acknowledge", body: #"{"by":"me"}"#)
            #expect(talkative.problemCode == "invalid_field")
            #expect(try await gateway.send(.post, "/v1/alarms/\(id)/acknowledge?by=me").problemCode == "invalid_field")
            #expect(try await gateway.get("/v1/alarms/\(id)/acknowledge").status == .methodNotAllowed)
        }
    }
}
