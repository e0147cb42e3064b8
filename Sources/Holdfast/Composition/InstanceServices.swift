import AdCP
import AgentClient
import Database
import Foundation
import Gateway
import Logging
import Orchestrator
import Postgres
import ServiceLifecycle
import UnixSignals

/// The one place where an instance is put together: every long-lived thing is a service of one group.
enum InstanceServices {
    static func run(servesHTTP: Bool) async throws {
        do {
            let settings = Settings()
            let logger = try Self.logger(settings)
            try await Self.requireSchema(settings)
            try await AgentCalls.with(settings, logger: logger) { agents in
                try await Self.group(settings, servesHTTP: servesHTTP, agents, logger).run()
            }
        } catch {
            throw CommandSession.explain(error)
        }
    }

    private static func logger(_ settings: Settings) throws -> Logger {
        let level = try settings.logLevel()
        LoggingSystem.bootstrap { label in
            var handler = StreamLogHandler.standardError(label: label)
            handler.logLevel = level
            return handler
        }
        return Logger(label: "holdfast")
    }

    /// An instance never changes the schema; it says what to run, and leaves.
    private static func requireSchema(_ settings: Settings) async throws {
        let status = try await CommandSession.run(settings) { try await $0.schemaStatus() }
        guard status.pending.isEmpty else { throw SchemaTooOld(missing: status.pending.map(\.name)) }
        if !status.isCurrent && !status.isNewer {
            Output.note(
                "holdfast: the functions of the database are not those of this program; run: holdfast db migrate")
        }
    }

    private static func group(_ settings: Settings, servesHTTP: Bool, _ agents: AgentCalls, _ logger: Logger) throws
        -> ServiceGroup
    {
        let name = servesHTTP ? "holdfast serve" : "holdfast work"
        let limits = PoolConfiguration(size: settings.poolSize)
        // Pools of their own, so that a burst of requests cannot starve the loops, nor they the requests.
        let loops = Pool(try settings.database(applicationName: name), limits: limits, logger: logger)
        let database = Database(pool: loops)
        let signals = ChangeSignals()
        let notifier = Notifier(
            listening: try settings.listening(applicationName: name), database: database, signals: signals,
            logger: logger)

        let secrets = SecretSource()
        let webhookKeys = try secrets.webhookKeys(settings.webhookKeys)
        let instance = Instance(version: Release.version)

        // Stopped from the last to the first: requests end before the calls, calls before what they still have to say.
        var services: [any Service] = [
            loops, notifier,
            Maintenance(instance: instance, database: database, logger: logger),
            WebhookIntake(database: database, signals: signals, logger: logger),
            CapabilityRefresh(
                database: database, caller: agents.caller, secrets: secrets, signals: signals, logger: logger),
            Dispatcher(
                instance: instance, database: database, caller: agents.caller, secrets: secrets,
                webhookKey: webhookKeys.first,
                signals: signals,
                configuration: DispatcherConfiguration(concurrency: settings.concurrency, drainTime: settings.drain),
                logger: logger),
        ]
        if servesHTTP {
            let requests = Pool(try settings.database(applicationName: name), limits: limits, logger: logger)
            let requestsDatabase = Database(pool: requests)
            let gateway = Gateway(
                GatewayConfiguration(
                    host: settings.host, port: settings.port, publicURL: settings.publicURL,
                    webhookKeys: WebhookKeys(webhookKeys), signingKeyFetcher: agents.keys,
                    webhookPoster: agents.webhooks,
                    identity: agents.signers.isEmpty
                        ? nil
                        : BuyerIdentity(
                            agentURL: settings.agentURL, publicURL: settings.publicURL,
                            keys: agents.signers.map(\.publicKey))),
                database: requestsDatabase, signals: signals,
                waiter: OperationWaiter(database: requestsDatabase, signals: signals), logger: logger)
            services.insert(requests, at: 1)
            services += [gateway.application, gateway.drain]
        }
        return ServiceGroup(
            configuration: ServiceGroupConfiguration(
                // Never by cancelling: SwiftNIO traps on a connection that arrives then (apple/swift-nio#3481).
                services: services.map {
                    ServiceGroupConfiguration.ServiceConfiguration(
                        service: $0, successTerminationBehavior: .gracefullyShutdownGroup,
                        failureTerminationBehavior: .gracefullyShutdownGroup)
                },
                gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
    }
}

/// The database lacks migrations that this program needs.
struct SchemaTooOld: Error, CustomStringConvertible {
    let missing: [String]

    var description: String {
        "the schema of the database is too old, it lacks \(self.missing.joined(separator: ", ")); run: holdfast db migrate"
    }
}
