import AsyncHTTPClient
import Foundation
import NIOCore
import TestSupport

/// Follows the record of an agent while it runs, through its operator port.
struct RecordTail: Sendable {
    private let url: String
    private var seen = 0

    init(of agent: SellerProcess) {
        self.url = agent.url.replacing(/\/mcp$/, with: "/sandbox/record")
    }

    /// Waits for an entry that was not passed before.
    mutating func first(where test: (SellerRecord.Entry) -> Bool) async throws -> SellerRecord.Entry {
        while true {
            let request = HTTPClientRequest(url: "\(self.url)?after=\(self.seen)&wait=30")
            let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
            let bytes = Data(try await response.body.collect(upTo: 1 << 24).readableBytesView)
            for line in bytes.split(separator: UInt8(ascii: "\n")) {
                self.seen += 1
                let entry = try JSONDecoder().decode(SellerRecord.Entry.self, from: line)
                if test(entry) { return entry }
            }
        }
    }
}
