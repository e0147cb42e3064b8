import Hummingbird
import NIOCore

/// Reads a request's body whole, within a size and a time. A client that sends more, or too slowly, loses its connection.
struct BodyReader: Sendable {
    /// Largest body, in bytes.
    let maximumSize: Int
    /// How long the whole body may take to arrive.
    let timeout: Duration

    /// Reads the body and leaves it in the request, so that the connection can still be watched for its end.
    func read(_ request: inout Request) async throws -> ByteBuffer {
        if let length = request.headers[.contentLength].flatMap(Int.init), length > self.maximumSize {
            throw self.tooLarge
        }
        let body = request.body
        let buffer: ByteBuffer
        do {
            buffer = try await self.collect(body)
        } catch is NIOTooManyBytesError {
            throw self.tooLarge
        } catch let problem as Problem {
            throw problem
        } catch {
            throw UnreadableBody(cause: error)
        }
        request.body = RequestBody(buffer: buffer)
        return buffer
    }

    private func collect(_ body: RequestBody) async throws -> ByteBuffer {
        try await withThrowingTaskGroup(of: ByteBuffer?.self) { group in
            group.addTask { try await body.collect(upTo: self.maximumSize) }
            group.addTask {
                try await Task.sleep(for: self.timeout)
                return nil
            }
            defer { group.cancelAll() }
            guard let buffer = try await group.next() ?? nil else {
                throw Problem(
                    .requestTimeout, detail: "The body did not arrive within \(self.timeout).", endsConnection: true)
            }
            return buffer
        }
    }

    private var tooLarge: Problem {
        Problem(
            .contentTooLarge, detail: "At most \(self.maximumSize) bytes are accepted.", endsConnection: true)
    }
}

/// The connection broke, or what came over it was not HTTP: the server below must learn of it as it was.
struct UnreadableBody: Error {
    let cause: any Error
}
