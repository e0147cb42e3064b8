import ArgumentParser
import Database

/// `holdfast restore …`: after the database went back in time.
struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "After a promotion or a restore of the database: what is held, what differs, and going on.",
        subcommands: [Status.self, Resume.self, Declare.self, TrustPromotion.self])

    struct Status: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Show whether dispatch is held, and the comparisons with agents since. Exits with 1 while it is held.")

        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            let document = try await CommandSession.run { try await $0.restoreStatus() }
            if try RestoreText.show(document, json: self.json) { throw ExitCode.failure }
        }
    }

    struct Resume: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "You have seen the differences: everything goes out again.")

        @Flag(help: "Print JSON.") var json = false
        @Option(help: "Why; written down with your name.") var reason: String?

        func run() async throws {
            let reason = self.reason
            let document = try await CommandSession.run {
                try await $0.resumeDispatch(actor: CommandActor.name, reason: reason)
            }
            _ = try RestoreText.show(document, json: self.json)
        }
    }

    struct Declare: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Say that the database went back in time where it cannot see it itself, as after a snapshot of its disk."
        )

        @Flag(help: "Print JSON.") var json = false
        @Option(help: "What happened; written down with your name.") var reason: String?

        func run() async throws {
            let reason = self.reason
            let document = try await CommandSession.run {
                try await $0.declareRestore(actor: CommandActor.name, reason: reason)
            }
            _ = try RestoreText.show(document, json: self.json)
        }
    }

    struct TrustPromotion: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "trust-promotion",
            abstract: "Replication is synchronous: a promoted copy has every commit, so that nothing is held.")

        @Flag(help: "Print JSON.") var json = false
        @Flag(help: "It is not, any more.") var off = false

        func run() async throws {
            let trusts = !self.off
            let document = try await CommandSession.run { try await $0.trustPromotion(trusts) }
            _ = try RestoreText.show(document, json: self.json)
        }
    }
}
