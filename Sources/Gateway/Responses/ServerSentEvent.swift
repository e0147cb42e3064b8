import NIOCore

/// One event of a `text/event-stream` (HTML Standard, "Server-sent events").
enum ServerSentEvent {
    /// - Parameter data: a JSON document. PostgreSQL writes it on one line, but nothing here depends on that.
    static func event(id: Int, kind: String, data: String) -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.writeString("id: \(id)\nevent: \(kind)\n")
        for line in data.split(whereSeparator: \.isNewline) {
            buffer.writeString("data: \(line)\n")
        }
        buffer.writeString("\n")
        return buffer
    }

    /// Keeps proxies from taking silence for death, and tells us when the client is gone.
    static let keepAlive = ByteBuffer(string: ": keep-alive\n\n")

    /// How soon a client shall connect anew, in milliseconds.
    static func retry(milliseconds: Int) -> ByteBuffer {
        ByteBuffer(string: "retry: \(milliseconds)\n\n")
    }
}
