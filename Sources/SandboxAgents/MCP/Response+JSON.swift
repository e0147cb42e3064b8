import AdCP
import Hummingbird
import NIOCore

extension Response {
    static func json(_ json: JSON, status: HTTPResponse.Status = .ok) -> Response {
        .text(json.text, "application/json", status: status)
    }

    static func text(_ text: String, _ mediaType: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: mediaType], body: .init(byteBuffer: ByteBuffer(string: text)))
    }
}
