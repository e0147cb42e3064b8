import AdCP
import Database
import Foundation
import Gateway
import HTTPTypes
import HummingbirdTesting
import TestSupport
import Testing

@Suite(.database) struct AuthenticationTests {
    @Test func `every bad key is answered alike`() async throws {
        try await TestGateway.with { gateway in
            let good = gateway.key.text
            let headers: [String?] = [
                nil, "", "Bearer", "Bearer ", "Basic \(good)", "Bearer \(good.uppercased())",
                "Bearer \(good.dropLast())", "Bearer \(good.dropLast())0\(good.last == "0" ? "1" : "")",
                "Bearer \(APIKey.make(tenant: gateway.tenant).text)", "Bearer \(APIKey.make(tenant: UUID()).text)",
                "Bearer hf_\(String(repeating: "z", count: 97))",
            ]
            var answers: Set<String> = []
            for header in headers where header != "Bearer \(good)" {
                let response = try await gateway.send(
                    .get, "/v1/operations", headers: header.map { [.authorization: $0] } ?? [:], isAuthorized: false)
                #expect(response.status == .unauthorized, "\(header ?? "no header")")
                #expect(response.headers[.wwwAuthenticate] == "Bearer realm=\"holdfast\"")
                var document = response.json.object
                document?["request_id"] = nil
                answers.insert(document.map { "\($0)" } ?? "")
            }
            #expect(answers.count == 1)
        }
    }

    @Test func `two keys in one request are none`() async throws {
        try await TestGateway.with { gateway in
            var headers: HTTPFields = [:]
            headers.append(HTTPField(name: .authorization, value: "Bearer \(gateway.key.text)"))
            headers.append(HTTPField(name: .authorization, value: "Bearer \(gateway.key.text)"))
            let response = try await gateway.send(.get, "/v1/operations", headers: headers, isAuthorized: false)
            #expect(response.status == .unauthorized)
        }
    }

    @Test func `a key names its tenant and cannot be used for another`() async throws {
        try await TestGateway.with { gateway in
            let other = try await gateway.database.putTenant("rival")
            let tenant = gateway.tenant.uuidString.lowercased().replacing("-", with: "")
            let forged = gateway.key.text.replacing(
                tenant, with: other.uuidString.lowercased().replacing("-", with: ""))
            let response = try await gateway.get("/v1/operations", headers: [.authorization: "Bearer \(forged)"])
            #expect(response.status == .unauthorized)
        }
    }

    @Test func `the scheme's name is not case-sensitive`() async throws {
        try await TestGateway.with { gateway in
            let response = try await gateway.get(
                "/v1/operations", headers: [.authorization: "bearer \(gateway.key.text)"])
            #expect(response.status == .ok)
        }
    }

    @Test func `health needs no key`() async throws {
        try await TestGateway.with { gateway in
            for path in ["/livez", "/readyz"] {
                let response = try await gateway.send(.get, path, isAuthorized: false)
                #expect(response.status == .ok)
            }
        }
    }
}
