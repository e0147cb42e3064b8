import AdCP
import Testing

/// A buy under that identifier is what the extracted body shows.
private func body(_ id: String) -> JSON {
    ["status": "completed", "media_buy_id": .string(id), "confirmed_at": .null, "revision": 1, "packages": []]
}

@Suite struct `the body of an answer` {
    @Test(
        arguments: [
            (ToolResult(isError: false, structuredContent: body("a"), texts: []), "a"),
            (ToolResult(isError: false, structuredContent: body("a"), texts: [body("b").text]), "a"),
            (
                ToolResult(isError: false, structuredContent: nil, texts: ["Done.", body("b").text, body("c").text]),
                "b"
            ),
            (ToolResult(isError: false, structuredContent: .null, texts: [body("b").text]), "b"),
            (ToolResult(isError: false, structuredContent: "text", texts: ["[1]", "{oops", body("b").text]), "b"),
            (
                ToolResult(isError: false, structuredContent: ["adcp_error": ["code": "X"]], texts: [body("b").text]),
                "b"
            ),
            (
                ToolResult(
                    isError: false, structuredContent: nil, texts: [#"{"media_buy_id":"x","media_buy_id":"y"}"#]), nil
            ),
            (ToolResult(isError: false, structuredContent: nil, texts: ["[\(body("a").text)]"]), nil),
            (ToolResult(isError: false, structuredContent: nil, texts: []), nil),
            (ToolResult(isError: false, structuredContent: [:], texts: [body("b").text]), nil),
            (ToolResult(isError: true, structuredContent: body("a"), texts: []), nil),
        ] as [(ToolResult, String?)])
    func `is structured content, else the first text that is an object`(result: ToolResult, id: String?) throws {
        let observation = Observation(ofCall: "create_media_buy", answer: .tool(result), servedVersion: "3.1")
        let value = try observation.value.map { try JSON(parsing: $0) }
        #expect(value?["media_buy_id"]?.string == id)
        #expect((observation.outcome == .completed) == (id != nil))
    }

    @Test func `keeps strange members as plain data`() throws {
        let observation = Observation(
            ofCall: "get_products",
            answer: .body(["status": "completed", "products": [], "__proto__": ["isAdmin": true], "constructor": 1]),
            servedVersion: "3.1")
        let value = try JSON(parsing: try #require(observation.value))
        #expect(value.object?.keys == ["products", "__proto__", "constructor"])
    }
}
