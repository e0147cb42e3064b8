import AdCP
import TestSupport
import Testing

/// A seller, and the transport that it is spoken to over: every test of a buy is run on each.
struct Line: Sendable, CustomTestStringConvertible {
    let seller: Seller
    let transport: AgentTransport

    static let all = Seller.allCases.flatMap { seller in
        AgentTransport.allCases.map { Line(seller: seller, transport: $0) }
    }

    var testDescription: String { "\(self.seller.testDescription) over \(self.transport.rawValue)" }

    /// The program of the seller, in a suite with the trait `.sellers`.
    var process: SellerProcess {
        get throws { try self.seller.process }
    }

    /// Where the seller is reached over this transport.
    var url: String {
        get throws { self.address(of: try self.process) }
    }

    /// Where an agent of the same making is reached over this transport.
    func address(of process: SellerProcess) -> String {
        let url = process.url
        return
            switch (self.transport, self.seller)
        {
        case (.mcp, _): url
        case (.a2a, .package): url.replacing(/mcp$/, with: "")
        case (.a2a, .sandbox): url.replacing(/mcp$/, with: "a2a")
        }
    }

    /// How often each webhook is delivered.
    var deliveries: Int { self.seller.deliveries }
}
