import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import TestSupport
import Testing

extension SellerProcess {
    /// The sandbox's person decides an open task.
    ///
    /// - Parameter status: as AdCP spells it, such as `completed`.
    func decide(_ task: String, _ status: String) async throws {
        var request = HTTPClientRequest(url: self.url.replacing(/\/mcp$/, with: "/sandbox/tasks/\(task)"))
        request.method = .POST
        request.headers.add(name: "content-type", value: "application/json")
        request.body = .bytes(ByteBuffer(string: #"{"status":"\#(status)"}"#))
        let answer = try await HTTPClient.shared.execute(request, timeout: .seconds(10))
        try #require(answer.status.code < 300)
    }
}
