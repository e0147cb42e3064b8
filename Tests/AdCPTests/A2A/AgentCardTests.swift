import AdCP
import Testing

struct AgentCardTests {
    private static let current: JSON = [
        "name": "Seller",
        "supportedInterfaces": [
            ["url": "https://s.example/old", "protocolBinding": "JSONRPC", "protocolVersion": "0.3"],
            ["url": "https://s.example/rest", "protocolBinding": "HTTP+JSON", "protocolVersion": "1.0"],
            ["url": "https://s.example/new", "protocolBinding": "JSONRPC", "protocolVersion": "1.0"],
            ["url": "https://s.example/newer", "protocolBinding": "JSONRPC", "protocolVersion": "2.0"],
        ],
        "capabilities": [
            "extensions": [["uri": "https://adcontextprotocol.org/extensions/adcp/v3", "required": true]]
        ],
        "skills": [["id": "get_products", "name": "Products"], ["name": "create_media_buy"]],
    ]

    @Test func `a card of A2A 1.0, the newest release that we speak first`() throws {
        let card = try AgentCard(Self.current)
        #expect(card.interfaces.map(\.url) == ["https://s.example/new", "https://s.example/old"])
        #expect(card.interfaces.map(\.release) == [.current, .legacy])
        #expect(card.hasProfile)
        // The name of a skill is for people.
        #expect(card.skills == ["get_products"])
        #expect(card.name == "Seller")
    }

    @Test func `a card of A2A 0.3`() throws {
        let card = try AgentCard([
            "url": "https://s.example/a", "preferredTransport": "GRPC", "protocolVersion": "0.3.0",
            "additionalInterfaces": [
                ["url": "https://s.example/b", "transport": "JSONRPC"],
                ["url": "https://s.example/c", "transport": "GRPC"],
            ],
        ])
        #expect(card.interfaces.map(\.url) == ["https://s.example/b"])
        #expect(card.interfaces.map(\.release) == [.legacy])
        #expect(!card.hasProfile)
        #expect(try AgentCard(["url": "https://s.example/a"]).interfaces.map(\.release) == [.legacy])
    }

    @Test(
        arguments: [
            ["extensions": [["uri": "https://adcontextprotocol.org/extensions/adcp/v3"]]],
            ["capabilities": ["extensions": [["uri": "https://adcontextprotocol.org/extensions/adcp/v3.2"]]]],
            ["capabilities": ["extensions": ["https://adcontextprotocol.org/extensions/adcp/v3"]]],
            ["capabilities": [["uri": "https://adcontextprotocol.org/extensions/adcp/v3"]]],
            ["capabilities": .null],
        ] as [JSON])
    func `the profile is in the capabilities' extensions, or nowhere`(members: JSON) throws {
        let card = Self.current.without("capabilities").with(members.object ?? [:])
        #expect(try !AgentCard(card).hasProfile)
    }

    @Test func `a card that nobody can be called by`() {
        #expect(throws: AgentCardError.notAnObject) { try AgentCard([]) }
        #expect(throws: AgentCardError.noInterface) { try AgentCard(["name": "x"]) }
        #expect(throws: AgentCardError.noInterface) {
            try AgentCard(["url": "https://s.example/", "protocolVersion": "0.1"])
        }
        let skills = JSON.array((0...5000).map { ["id": .string("s\($0)")] })
        #expect(throws: AgentCardError.tooManySkills) { try AgentCard(Self.current.with(["skills": skills])) }
    }

    @Test func `a skill of an absurd name is left out`() throws {
        let skills: JSON = [["id": .string(String(repeating: "x", count: 257))], ["id": "x"]]
        #expect(try AgentCard(Self.current.with(["skills": skills])).skills == ["x"])
    }

    // MARK: Numbers

    @Test(arguments: [
        ("3", false), ("3.0", false), ("9007199254740991", false), ("-9007199254740991", false), ("0.1", false),
        ("9007199254740991.0", false), ("0.12345678901234567890", false), ("9007199254740992", true),
        ("-9007199254740992", true), ("9007199254740993", true), ("1e16", true), ("1e300", true),
    ])
    func `a whole number beyond what a double holds exactly is unsafe`(text: String, isUnsafe: Bool) {
        #expect(JSON.number(text).hasUnsafeNumber == isUnsafe)
        #expect((["a": [1, ["b": .number(text)]]] as JSON).hasUnsafeNumber == isUnsafe)
        #expect(!(["a": .string(text)] as JSON).hasUnsafeNumber)
    }
}
