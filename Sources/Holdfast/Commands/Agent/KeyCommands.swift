import AdCP
import ArgumentParser
import Database
import Foundation
import Gateway

extension AgentCommand {
    /// `holdfast agent keys`.
    struct KeysCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "keys", abstract: "Say which keys an agent signs its webhooks with (RFC 9421).")

        @OptionGroup var options: CommandOptions
        @Argument(help: "Name of the agent.") var name: String
        @Option(help: "Its public keys: a JWK set, or @FILE.") var jwks: String?
        @Option(help: "Where they are fetched, by every instance when they are needed.") var jwksURI: String?
        @Flag(
            help:
                "Find them by the brand.json of the agent's operator, which its capabilities name (see agent test). Again, it confirms that an address has changed."
        )
        var discover = false
        @Option(
            help:
                "Domain of a publisher whose adagents.json has to pin the agent's key, where it pins any. May come several times; those not named any more have no say."
        )
        var publisher: [String] = []
        @Flag(help: "No publisher has a say in the agent's keys any more.") var noPublisher = false

        func validate() throws {
            guard self.publisher.isEmpty || !self.noPublisher else {
                throw ValidationError("Give --publisher or --no-publisher, not both.")
            }
        }

        func run() async throws {
            let (name, jwks, uri) = (self.name, try self.jwks.map(JSONArgument.text), self.jwksURI)
            let discover = self.discover
            let publishers = self.publisher.isEmpty && !self.noPublisher ? nil : self.publisher
            let document = try await self.options.run { database, tenant in
                try await database.putSigningKeys(
                    ofAgent: name, jwks: jwks, uri: uri, areDiscovered: discover, publishers: publishers, tenant: tenant
                )
                if discover || publishers != nil {
                    try await AgentCalls.with(Settings()) { agents in
                        try await SigningKeyRefresh(database: database, fetcher: agents.keys)
                            .all(ofAgent: name, tenant: tenant)
                    }
                }
                return try await database.agent(named: name, tenant: tenant)
            }
            try OperationText.show(document, json: self.options.json)
        }
    }

    /// `holdfast agent revoke-key`.
    struct RevokeKeyCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "revoke-key", abstract: "From now on a key of an agent proves nothing, on any instance.")

        @OptionGroup var options: CommandOptions
        @Argument(help: "Name of the agent.") var name: String
        @Argument(help: "Identifier of the key (kid).") var key: String

        func run() async throws {
            let (name, key) = (self.name, self.key)
            let document = try await self.options.run { database, tenant in
                try await database.revokeSigningKey(key, ofAgent: name, tenant: tenant)
                return try await database.agent(named: name, tenant: tenant)
            }
            try OperationText.show(document, json: self.options.json)
        }
    }
}
