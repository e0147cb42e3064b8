import AdCP

/// The HTTP response to a message, as far as it matters here.
struct Reply: Sendable {
    enum Content: Sendable {
        case result(JSON)
        case error(RemoteError)
        /// No JSON-RPC answer to our message, and why.
        case none(reason: String)
    }

    let status: Int
    let retryAfterSeconds: Int?
    let sessionID: String?
    let content: Content

    var isSuccess: Bool { 200..<300 ~= self.status }

    /// The server refused the message because it doesn't know our session any more, or wants one.
    ///
    /// Such an answer is given before the message is looked at.
    func deniesSession(_ session: Session) -> Bool {
        switch (self.status, self.content) {
        case (404, _):
            return session.id != nil
        case (400, .error(let error)):
            // The specification has no code for this; servers differ in number and agree in these words.
            return !session.isStateless && error.message.lowercased().contains("session id")
        default:
            return false
        }
    }
}
