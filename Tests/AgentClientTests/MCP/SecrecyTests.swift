import AdCP
import Hummingbird
import Logging
import Testing

@testable import AgentClient

struct SecrecyTests {
    private static let token = "s3cret-token"

    @Test func `neither logs nor answers hold the token, the path or what was said`() async throws {
        let lines = RecordingLogHandler.Lines()
        let logger = Logger(label: "test") { _ in RecordingLogHandler(lines) }
        let answers = try await MCPServer.run({ request in
            switch request.json["params"]?["name"]?.string {
            case "redirect": .status(.found, ["location": "https://elsewhere.example/?token=\(Self.token)"])
            case "garbage": .text(Self.token, type: "application/json")
            case "html": .text("<p>\(Self.token)</p>", type: "text/html")
            default: nil
            }
        }) { server in
            try await withClient(logger: logger) { client in
                var answers: [AgentAnswer] = []
                for tool in ["fine", "redirect", "garbage", "html"] {
                    answers.append(
                        await client.call(
                            tool, arguments: #"{"brief":"confidential"}"#,
                            at: "\(server.url)?key=\(Self.token)", token: Self.token))
                }
                // A token that no header can carry is refused by the HTTP client, whose error quotes it.
                answers.append(await client.call("fine", at: server.url, token: "\(Self.token)\r\nx: y"))
                answers.append(await client.call("fine", at: "https://\(Self.token)@s.example/"))
                #expect(server.requests.allSatisfy { !$0.body.contains(Self.token) })
                return answers
            }
        }
        #expect(
            answers.map(\.kind) == [.completed, .httpError(302, retryAfter: nil), .lost, .lost, .notSent, .notSent])
        for answer in answers { #expect(!"\(answer)".contains(Self.token)) }
        #expect(lines.all.count == answers.count)
        for line in lines.all {
            #expect(!line.contains(Self.token))
            #expect(!line.contains("confidential"))
            #expect(!line.contains("/mcp"))
        }
    }
}
