import NIOCore
import NIOPosix
import NIOSSL
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A TCP server on a loopback port that does to each HTTP request exactly what a test wants, legal or not.
struct RawPeer {
    typealias Script = @Sendable (RawRequest, RawConnection) async throws -> Void

    let port: Int

    var url: String { "http://127.0.0.1:\(self.port)/mcp" }

    /// Serves while `body` runs.
    ///
    /// - Parameter greeting: what the peer says before it is asked anything.
    static func run<Value: Sendable>(
        tls: TLSConfiguration? = nil, greeting: String = "", _ script: @escaping Script,
        _ body: (RawPeer) async throws -> Value
    ) async throws -> Value {
        let context = try tls.map { try NIOSSLContext(configuration: $0) }
        let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            // Nothing is read before somebody listens.
            .childChannelOption(.autoRead, value: false)
            .bind(host: "127.0.0.1", port: 0) { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let context {
                        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
                    }
                    return channel
                }
            }
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try? await self.accept(server, greeting, script) }
            defer { group.cancelAll() }
            return try await body(RawPeer(port: server.channel.localAddress!.port!))
        }
    }

    private static func accept(
        _ server: NIOAsyncChannel<any Channel, Never>, _ greeting: String, _ script: @escaping Script
    ) async throws {
        try await server.executeThenClose { connections in
            try await withThrowingDiscardingTaskGroup { group in
                for try await connection in connections {
                    group.addTask { try? await self.serve(connection, greeting, script) }
                }
            }
        }
    }

    private static func serve(_ connection: any Channel, _ greeting: String, _ script: Script) async throws {
        let channel = try await connection.eventLoop.submit {
            try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: connection)
        }.get()
        connection.setOption(.autoRead, value: true).whenComplete { _ in connection.read() }
        try await channel.executeThenClose { inbound, outbound in
            var parts = inbound.makeAsyncIterator()
            var received = ""
            if !greeting.isEmpty { try await outbound.write(ByteBuffer(string: greeting)) }
            while true {
                while let (request, rest) = RawRequest.first(in: received) {
                    received = rest
                    try await script(request, RawConnection(channel: channel.channel, outbound: outbound))
                }
                guard let part = try await parts.next() else { return }
                received += String(buffer: part)
            }
        }
    }
}

struct RawRequest: Sendable {
    let head: String
    let body: String

    static func first(in text: String) -> (RawRequest, rest: String)? {
        guard let end = text.firstRange(of: "\r\n\r\n") else { return nil }
        let head = String(text[..<end.lowerBound])
        let length = head.lowercased().firstMatch(of: /content-length: (\d+)/).flatMap { Int($0.1) } ?? 0
        let body = text.utf8[end.upperBound...]
        guard body.count >= length else { return nil }
        let bodyEnd = body.index(body.startIndex, offsetBy: length)
        return (RawRequest(head: head, body: String(body[..<bodyEnd])!), String(body[bodyEnd...])!)
    }

    func isCalling(_ method: String) -> Bool {
        self.body.contains(#""method":"\#(method)""#)
    }

    /// The text of the JSON-RPC id.
    var id: String {
        self.body.firstMatch(of: /"id":(\d+)/).map { String($0.1) } ?? "null"
    }
}

struct RawConnection: Sendable {
    let channel: any Channel
    let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>

    func send(_ text: String) async throws {
        try await self.outbound.write(ByteBuffer(string: text))
    }

    /// A whole response.
    func answer(_ status: String, _ headers: [String: String] = [:], _ body: String = "") async throws {
        try await self.send(Self.head(status, headers, length: body.utf8.count) + body)
    }

    func answerJSON(_ body: String) async throws {
        try await self.answer("200 OK", ["content-type": "application/json"], body)
    }

    static func head(_ status: String, _ headers: [String: String], length: Int? = nil) -> String {
        let length = length.map { "content-length: \($0)\r\n" } ?? ""
        return "HTTP/1.1 \(status)\r\n" + headers.map { "\($0): \($1)\r\n" }.joined() + length + "\r\n"
    }

    /// Ends the connection in order.
    func close() async throws {
        try await self.channel.close()
    }

    /// Ends the connection by a reset.
    func reset() async throws {
        let socket = try #require(self.channel as? any SocketOptionProvider)
        try await socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
        try await self.channel.close()
    }

    /// Stays silent until the other side ends the connection.
    func hold() async throws {
        try await self.channel.closeFuture.get()
    }
}
