import AdCP
import Testing

@testable import AgentClient

struct OutgoingMessageTests {
    let client = ClientInformation(name: "holdfast", version: "1")

    @Test func `arguments are sent byte for byte`() {
        let arguments = #"{ "b" : 1.50, "a":"\u00e4",  "b2":[1e2] }"#
        let message = OutgoingMessage.callTool("create_media_buy", arguments: arguments, id: 7)
        #expect(
            message.text(in: nil, from: client)
                == #"{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"create_media_buy","arguments":\#(arguments)}}"#
        )
    }

    @Test func `a tool's name cannot break out of its place`() throws {
        let message = OutgoingMessage.callTool(#"x","arguments":{},"y":""#, arguments: "{}", id: 1)
        let json = try JSON(parsing: message.text(in: nil, from: client))
        #expect(json["params"]?["name"]?.string == #"x","arguments":{},"y":""#)
        #expect(json["params"]?.object?.keys == ["name", "arguments"])
    }

    @Test func `a notification has neither id nor params`() {
        #expect(
            OutgoingMessage.initialized.text(in: nil, from: client)
                == #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#)
    }

    @Test func `a stateless request says who is calling, beside the arguments`() throws {
        let session = Session(
            url: try OutboundURL(parsing: "https://s.example/"), id: nil, version: MCPRelease.stateless)
        let message = OutgoingMessage.callTool("t", arguments: #"{"a":1.0}"#, id: 2)
        let text = message.text(in: session, from: client)
        #expect(text.contains(#""arguments":{"a":1.0}"#))
        let meta = try JSON(parsing: text)["params"]?["_meta"]
        #expect(meta?["io.modelcontextprotocol/protocolVersion"]?.string == "2026-07-28")
        #expect(meta?["io.modelcontextprotocol/clientInfo"]?["name"]?.string == "holdfast")
        #expect(meta?["io.modelcontextprotocol/clientCapabilities"]?.object?.isEmpty == true)
    }
}
