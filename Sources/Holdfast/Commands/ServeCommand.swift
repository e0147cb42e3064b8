import ArgumentParser

/// `holdfast serve`: everything in one process.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serve HTTP and run the loops. Any number of instances may share a database.")

    func run() async throws {
        try await InstanceServices.run(servesHTTP: true)
    }
}

/// `holdfast work`: the loops without HTTP.
struct WorkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "work", abstract: "Run the loops only: calls, polls, webhooks that were accepted elsewhere.")

    func run() async throws {
        try await InstanceServices.run(servesHTTP: false)
    }
}
