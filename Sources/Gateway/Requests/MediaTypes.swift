import HTTPTypes

/// Reads `Content-Type` and `Accept` no further than this server needs.
enum MediaTypes {
    /// Refuses a body that is not plain JSON: exactly one `application/json`, UTF-8 if it names a charset, no content coding.
    static func requireJSON(_ headers: HTTPFields) throws(Problem) {
        let types = headers[values: .contentType]
        guard types.count == 1, self.isJSON(types[0]) else {
            throw Problem(
                .unsupportedMediaType, detail: "The body is not declared as application/json.", field: "Content-Type",
                hint: "Send Content-Type: application/json.", headers: [.accept: "application/json"])
        }
        let codings = headers[values: .contentEncoding].flatMap { HeaderList.elements(of: $0, separator: ",") }
        guard codings.allSatisfy({ $0.lowercased() == "identity" }) else {
            throw Problem(
                .unsupportedMediaType, detail: "Content codings are not accepted.", field: "Content-Encoding",
                hint: "Send the body uncompressed.", headers: [.acceptEncoding: "identity"])
        }
    }

    /// Whether a client wants a JSON document rather than a stream: it accepts JSON and does not name event streams.
    static func prefersJSON(_ headers: HTTPFields) -> Bool {
        let accepted = headers[values: .accept].flatMap { HeaderList.elements(of: $0, separator: ",") }
            .compactMap { HeaderList.elements(of: $0, separator: ";").first?.lowercased() }
        return accepted.contains("application/json") && !accepted.contains("text/event-stream")
    }

    private static func isJSON(_ value: String) -> Bool {
        let parts = HeaderList.elements(of: value, separator: ";")
        guard parts.first?.lowercased() == "application/json" else { return false }
        return parts.dropFirst().allSatisfy { parameter in
            let pair = HeaderList.elements(of: parameter, separator: "=")
            guard pair.count == 2, pair[0].lowercased() == "charset" else { return true }
            return HeaderList.unquoted(pair[1]).lowercased() == "utf-8"
        }
    }
}
