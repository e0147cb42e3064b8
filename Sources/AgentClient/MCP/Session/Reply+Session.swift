import NIOHTTP1

extension Reply {
    var sessionID: String? { self.headers.first(name: "mcp-session-id") }

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

    /// The code with which the server refused a request for its revision or for the headers that this asks for (`UnsupportedProtocolVersion`,
    /// `HeaderMismatch`): before the message is looked at, as above. Only the stateless revision has these codes; nil for any other answer.
    func statelessRefusal(in session: Session) -> Int? {
        guard session.isStateless, case .error(let error) = self.content, [-32020, -32022].contains(error.code),
            !error.isAdCPError
        else { return nil }
        return error.code
    }
}
