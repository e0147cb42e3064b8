import HTTPTypes
import Hummingbird
import NIOCore

extension Response {
    /// The same answer, after which the connection is closed although the client may still be sending.
    ///
    /// It stays open for a moment, because closing on unread bytes would reset the connection and lose the answer on its way
    /// (RFC 9112, section 9.6).
    func endingConnection(_ channel: any Channel, after moment: TimeAmount = .seconds(2)) -> Response {
        var response = self
        let body = self.body
        response.headers[.connection] = "close"
        response.body = ResponseBody(contentLength: body.contentLength) { writer in
            try await body.write(writer)
            channel.eventLoop.scheduleTask(in: moment) {
                channel.close(promise: nil)
            }
        }
        return response
    }
}
