import AdCP
import Hummingbird
import NIOCore

/// The text of server-sent events.
enum EventStream {
    static let mediaType = "text/event-stream"
    /// A line that clients ignore, so that a reader which cannot ignore shows.
    static let comment = ByteBuffer(string: ": sandbox\n\n")

    static func event(_ message: JSON) -> ByteBuffer {
        ByteBuffer(string: "event: message\ndata: \(message.text)\n\n")
    }
}
