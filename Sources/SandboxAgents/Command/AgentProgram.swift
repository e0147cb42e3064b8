import AdCP
import Foundation
import Logging
import ServiceLifecycle
import UnixSignals

/// An agent as a program: says where it listens, and runs until it is told to stop.
struct AgentProgram {
    let configuration: SellerConfiguration
    let printsJSON: Bool
    /// For people: `seller` or `governance agent`.
    let name: String

    func run() async throws {
        LoggingSystem.bootstrap { label in
            var handler = StreamLogHandler.standardError(label: label)
            handler.logLevel = .warning
            return handler
        }
        let logger = Logger(label: "sandbox")
        let (printsJSON, name) = (self.printsJSON, self.name)
        let server = SellerServer(configuration: self.configuration, logger: logger) { url in
            let line =
                printsJSON ? JSON.object(["listening": .string(url)]).text : "sandbox \(name) listening on \(url)"
            // Not print: whoever waits for the line would wait for a full buffer.
            FileHandle.standardOutput.write(Data((line + "\n").utf8))
        }
        let group = ServiceGroup(
            configuration: .init(
                services: [.init(service: server, successTerminationBehavior: .gracefullyShutdownGroup)],
                gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        try await group.run()
    }
}
