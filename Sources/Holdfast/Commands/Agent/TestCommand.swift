import AdCP
import ArgumentParser
import Database
import Foundation
import Orchestrator

extension AgentCommand {
    /// `holdfast agent test`.
    struct TestCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "test",
            abstract: "Ask an agent what it can, with the credential that this machine finds, and keep its answer.")

        @OptionGroup var options: CommandOptions
        @Argument(help: "Name of the agent.") var name: String

        func run() async throws {
            let name = self.name
            let document = try await self.options.run { database, tenant in
                let text = try await database.agent(named: name, tenant: tenant)
                guard let id = try JSON(parsing: text)["id"]?.string.flatMap(UUID.init(uuidString:)) else {
                    throw AgentUnavailable(reason: "the database gave the agent no identifier")
                }
                let card = try await AgentCalls.with(Settings()) { agents in
                    try await AgentProbe(database: database, caller: agents.caller, secrets: SecretSource())
                        .probe(agent: id, tenant: tenant)
                }
                let tested = try await database.agent(named: name, tenant: tenant)
                guard let card, var object = try JSON(parsing: tested).object else { return tested }
                object["card"] = card.shown
                return JSON.object(object).text
            }
            try OperationText.show(document, json: self.options.json)
        }
    }
}

extension AgentCard {
    /// How the agent wants to be called, by its own card.
    fileprivate var shown: JSON {
        var members: JSONObject = [:]
        members["name"] = self.name.map { .string($0) }
        members["interfaces"] = .array(
            self.interfaces.map { ["url": .string($0.url), "a2a_version": .string($0.release.rawValue)] })
        members["adcp_profile"] = .bool(self.hasProfile)
        members["skills"] = .array(self.skills.map { .string($0) })
        return .object(members)
    }
}
