import NIOCore
import NIOPosix

/// A client that sends bytes as it likes, and not as HTTP clients do.
enum RawConnection {
    typealias Wire = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    /// Connects; the connection ends with the closure.
    static func with(port: Int?, _ body: @Sendable (Wire, RawReader, RawWriter) async throws -> Void) async throws {
        let wire = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port ?? 0) { channel in
                channel.eventLoop.makeCompletedFuture { try Wire(wrappingChannelSynchronously: channel) }
            }
        try await wire.executeThenClose { inbound, outbound in
            try await body(wire, RawReader(inbound), RawWriter(outbound: outbound))
        }
    }
}

struct RawWriter: Sendable {
    let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>

    func write(_ text: String) async throws {
        try await self.outbound.write(ByteBuffer(string: text))
    }
}

struct RawReader: Sendable {
    private let inbound: NIOAsyncChannelInboundStream<ByteBuffer>

    init(_ inbound: NIOAsyncChannelInboundStream<ByteBuffer>) {
        self.inbound = inbound
    }

    /// Everything that comes until the server closes; a reset counts as its end.
    func readToEnd() async -> String {
        var text = ""
        do {
            for try await part in self.inbound { text += String(buffer: part) }
        } catch {}
        return text
    }
}
