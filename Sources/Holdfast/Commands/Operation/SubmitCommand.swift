import AdCP
import ArgumentParser
import Database
import Foundation

/// `holdfast operation submit`.
struct SubmitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "submit", abstract: "Submit an operation. It is safe once its identifier is printed.")

    @OptionGroup var options: CommandOptions
    @Argument(help: "Name of the agent.") var agent: String
    @Argument(help: "AdCP task, such as create_media_buy.") var task: String
    @Argument(help: "Arguments of the task: a JSON object, @FILE, or - for standard input.") var request: String
    @Option(help: "A key of your own: the same key gives the same operation, never a second one.") var idempotencyKey:
        String?
    @Option(help: "Stop waiting for the seller after this long: 90s, 30m, 24h, 2d.") var deadline: Wait?
    @Flag(inversion: .prefixedNo, help: "Ask the seller to call back, where task and agent allow it.") var webhook =
        true

    @Option(help: "The operation that this one corrects.", transform: CommandWord.identifier) var replaces: UUID?

    func run() async throws {
        let submission = try (
            agent: self.agent, task: self.task, request: JSONArgument.text(self.request), key: self.idempotencyKey,
            webhook: self.webhook, deadline: self.deadline?.seconds, replaces: self.replaces
        )
        let (document, match) = try await self.options.run { database, tenant in
            let submitted = try await database.submit(
                Submission(
                    tenant: tenant, agent: submission.agent, task: submission.task, request: submission.request,
                    key: submission.key, webhook: submission.webhook, deadlineSeconds: submission.deadline,
                    replaces: submission.replaces))
            let operation = OperationID(tenant: tenant, id: submitted.operation)
            return (try await database.operation(operation), submitted.match)
        }
        switch match {
        case .requestKey: Output.note("This key was used before: here is its operation.")
        case .naturalKey: Output.note("This purchase was made or is under way: here is its operation.")
        case nil: break
        }
        try OperationText.show(document, json: self.options.json)
    }
}

/// A length of time on the command line.
struct Wait: ExpressibleByArgument, Sendable {
    let seconds: Int

    init?(argument: String) {
        let units = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
        guard let unit = argument.last.flatMap({ units[String($0)] }) else {
            guard let seconds = Int(argument), seconds > 0 else { return nil }
            self.seconds = seconds
            return
        }
        guard let count = Int(argument.dropLast()), count > 0 else { return nil }
        let (seconds, overflows) = count.multipliedReportingOverflow(by: unit)
        guard !overflows else { return nil }
        self.seconds = seconds
    }
}
