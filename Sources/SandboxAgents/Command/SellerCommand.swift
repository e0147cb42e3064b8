import AdCP
import ArgumentParser
import Foundation
import Logging
import ServiceLifecycle
import UnixSignals

/// `sandbox-agents seller`.
struct SellerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "seller",
        abstract: "A seller over MCP.",
        discussion: """
            A request says how the seller behaves: by packages[0].product_id in create_media_buy, or by context.sandbox
            in any tool. Words are joined by +, a parameter follows a colon, such as approve:2+webhook-twice. N is a
            number of seconds or of calls; without it, seconds are those of --approval-seconds and calls are one.

            \(Vocabulary.help)

            Operator port, on the same server: GET /sandbox/state, GET /sandbox/record?after=N&wait=S,
            POST /sandbox/tasks/ID {"status":"completed"}, POST /sandbox/settings {"failure_rate":0.2}.
            """)

    @OptionGroup var options: SellerOptions

    func validate() throws {
        _ = try self.options.configuration
    }

    func run() async throws {
        LoggingSystem.bootstrap { label in
            var handler = StreamLogHandler.standardError(label: label)
            handler.logLevel = .warning
            return handler
        }
        let logger = Logger(label: "sandbox")
        let printsJSON = self.options.json
        let server = SellerServer(configuration: try self.options.configuration, logger: logger) { url in
            let line = printsJSON ? JSON.object(["listening": .string(url)]).text : "sandbox seller listening on \(url)"
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
