import AdCP
import ArgumentParser
import Database
import Foundation
import Gateway

/// `holdfast tenant …`: who shares this deployment, and their keys to the HTTP API.
struct TenantCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tenant", abstract: "Tenants and their keys to the HTTP API.", subcommands: [Add.self, Key.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Add a tenant. One that exists is left as it is.")

        @Argument(help: "Short name: lower-case letters, digits and hyphens.") var name: String
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            let name = self.name
            let id = try await CommandSession.run { try await $0.putTenant(name) }
            let document: JSON = ["tenant": .string(name), "id": .string(id.uuidString.lowercased())]
            if self.json { Output.line(document.text) } else { Output.members(of: document) }
        }
    }

    struct Key: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a key to the HTTP API. It is printed once; the database keeps its SHA-256 only.")

        @OptionGroup var options: CommandOptions
        @Argument(help: "What the key is for.") var name: String

        func run() async throws {
            let name = self.name
            let key = try await self.options.run { database, tenant in
                let key = APIKey.make(tenant: tenant)
                _ = try await database.putAPIKey(tenant: tenant, name: name, hash: key.hash)
                return key.text
            }
            let document: JSON = ["name": .string(name), "key": .string(key)]
            Output.line(self.options.json ? document.text : key)
        }
    }
}
