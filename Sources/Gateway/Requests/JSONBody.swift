import AdCP
import Hummingbird

extension BodyReader {
    /// Reads a JSON body; the media type is judged before a byte of it is read.
    func readJSON(_ request: inout Request) async throws -> JSON {
        try MediaTypes.requireJSON(request.headers)
        let buffer = try await self.read(&request)
        do {
            return try JSON(parsing: buffer.readableBytesView)
        } catch {
            throw Problem(.malformedJSON, detail: String(describing: error))
        }
    }

    /// The same, where a request without any body means the same as one with an empty object.
    func readOptionalJSON(_ request: inout Request) async throws -> JSON {
        if request.headers[.contentType] == nil {
            guard try await self.read(&request).readableBytes > 0 else { return .object([:]) }
        }
        return try await self.readJSON(&request)
    }
}
