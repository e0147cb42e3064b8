import HTTPTypes

/// What a client would like of the way it is answered (RFC 7240). Anything that cannot be read is ignored, as the RFC asks.
struct Preferences: Sendable, Equatable {
    /// How many seconds it wants to wait for an outcome.
    var wait: Int?

    init(_ headers: HTTPFields) {
        for value in headers[values: .prefer] {
            for preference in HeaderList.elements(of: value, separator: ",") {
                // Parameters follow after a semicolon; `wait` has none that we know.
                guard let head = HeaderList.elements(of: preference, separator: ";").first else { continue }
                let parts = HeaderList.elements(of: head, separator: "=")
                // The first of several equal preferences counts (RFC 7240, section 2).
                if parts.count == 2, parts[0].lowercased() == "wait", self.wait == nil {
                    self.wait = UInt16(HeaderList.unquoted(parts[1])).map(Int.init)
                }
            }
        }
    }
}
