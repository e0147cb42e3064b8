// swift-tools-version: 6.2
import PackageDescription

/// What every target is compiled with: Swift 6 mode, no warnings, and import lists that are the dependency declaration.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let asn1 = Target.Dependency.product(name: "SwiftASN1", package: "swift-asn1")
let asyncHTTPClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let certificates = Target.Dependency.product(name: "X509", package: "swift-certificates")
let configuration = Target.Dependency.product(name: "Configuration", package: "swift-configuration")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdTesting = Target.Dependency.product(name: "HummingbirdTesting", package: "hummingbird")
let inMemoryLogging = Target.Dependency.product(name: "InMemoryLogging", package: "swift-log")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let structuredFields = Target.Dependency.product(
    name: "RawStructuredFieldValues", package: "swift-http-structured-headers")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")

let package = Package(
    name: "holdfast",
    products: [
        .executable(name: "holdfast", targets: ["Holdfast"]),
        .executable(name: "sandbox-agents", targets: ["SandboxAgents"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.0"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.19.4"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-structured-headers", from: "1.7.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .systemLibrary(
            name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"]), .brew(["libpq"])]),
        .systemLibrary(
            name: "CLibPSL", pkgConfig: "libpsl", providers: [.apt(["libpsl-dev"]), .brew(["libpsl"])]),
        .target(name: "Postgres", dependencies: ["CLibPQ", logging, lifecycle], swiftSettings: settings),
        .target(name: "Database", dependencies: ["Postgres", crypto, logging], swiftSettings: settings),
        .target(name: "AdCP", dependencies: ["CLibPSL", crypto, structuredFields], swiftSettings: settings),
        .target(
            name: "AgentClient",
            dependencies: ["AdCP", asyncHTTPClient, crypto, logging, nioCore, nioHTTP1, nioPosix, nioSSL],
            swiftSettings: settings),
        .target(
            name: "Orchestrator", dependencies: ["Database", "Postgres", "AdCP", crypto, lifecycle, logging, metrics],
            swiftSettings: settings),
        .target(
            name: "Gateway",
            dependencies: [
                "Orchestrator", "Database", "AdCP", crypto, hummingbird, httpTypes, lifecycle, logging, nioCore,
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "Holdfast",
            dependencies: [
                "Gateway", "Orchestrator", "AgentClient", "Database", "Postgres", "AdCP",
                argumentParser, configuration, hummingbird, lifecycle, logging, unixSignals,
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "SandboxAgents",
            dependencies: [
                "AdCP", argumentParser, asyncHTTPClient, crypto, hummingbird, httpTypes, lifecycle, logging, nioCore,
                nioHTTP1, unixSignals,
            ],
            swiftSettings: settings),

        .executableTarget(
            name: "LoopBench", dependencies: ["Orchestrator", "Database", "Postgres", "AdCP", lifecycle, logging],
            path: "Tests/bench/loop", swiftSettings: settings),
        .executableTarget(
            name: "Fuzz", dependencies: ["AgentClient", "AdCP", argumentParser], path: "Tests/fuzz",
            exclude: ["run.sh"], swiftSettings: settings),
        .target(
            name: "TestSupport", dependencies: ["Postgres", hummingbird, lifecycle, logging, nioCore],
            path: "Tests/Support", swiftSettings: settings),
        .testTarget(
            name: "PostgresTests", dependencies: ["Postgres", "TestSupport", lifecycle, logging],
            swiftSettings: settings),
        .testTarget(
            name: "DatabaseTests", dependencies: ["Database", "Postgres", "AdCP", "TestSupport"],
            swiftSettings: settings),
        .testTarget(name: "AdCPTests", dependencies: ["AdCP", crypto], swiftSettings: settings),
        .testTarget(
            name: "AgentClientTests",
            dependencies: [
                "AgentClient", "AdCP", "TestSupport", asn1, asyncHTTPClient, certificates, crypto, hummingbird,
                httpTypes, logging,
                nioCore, nioPosix, nioSSL,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "OrchestratorTests",
            dependencies: ["Orchestrator", "Database", "Postgres", "AdCP", "TestSupport", lifecycle, logging],
            swiftSettings: settings),
        .testTarget(
            name: "SandboxAgentsTests",
            dependencies: [
                "SandboxAgents", "AdCP", "TestSupport", asyncHTTPClient, crypto, hummingbird, httpTypes, lifecycle,
                logging, nioCore, nioHTTP1,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "GatewayTests",
            dependencies: [
                "Gateway", "AgentClient", "Orchestrator", "Database", "Postgres", "AdCP", "TestSupport",
                asyncHTTPClient, httpTypes,
                hummingbird, hummingbirdTesting, inMemoryLogging, lifecycle, logging, nioCore, nioHTTP1, nioPosix,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "HoldfastTests",
            dependencies: [
                "Database", "Postgres", "AdCP", "TestSupport", asyncHTTPClient, httpTypes, hummingbird, logging,
                nioCore, nioHTTP1,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "SchemaTests", dependencies: ["Database", "Postgres", "AdCP", "TestSupport"], swiftSettings: settings),
        .testTarget(
            name: "InteropTests",
            dependencies: [
                "Gateway", "AgentClient", "Orchestrator", "Database", "Postgres", "AdCP", "TestSupport",
                asyncHTTPClient, crypto,
                hummingbird, lifecycle, logging,
            ],
            path: "Tests/interop", exclude: ["peers"], swiftSettings: settings),
    ]
)
