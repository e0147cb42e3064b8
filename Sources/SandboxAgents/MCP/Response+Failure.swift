import AdCP
import HTTPTypes
import Hummingbird

extension Response {
    /// A JSON-RPC error for nobody in particular, under an HTTP status.
    static func failure(_ status: HTTPResponse.Status, _ code: Int, _ message: String) -> Response {
        .json(ServerMessage.error(code, message), status: status)
    }

    static func refusal(_ error: RequestSignatureError) -> Response {
        var response = Self.failure(.unauthorized, -32600, error.rawValue)
        response.headers[.wwwAuthenticate] = #"Signature error="\#(error.rawValue)""#
        return response
    }

    static var unauthorized: Response {
        var response = Self.failure(.unauthorized, -32600, "Unauthorized")
        response.headers[.wwwAuthenticate] = #"Bearer realm="adcp", error="invalid_token""#
        return response
    }
}

extension Seller {
    /// Place of the request's bearer token; 0 where the seller asks for none.
    nonisolated func token(of request: Request) -> Int? {
        let tokens = self.configuration.tokens
        guard !tokens.isEmpty else { return 0 }
        guard let header = request.headers[.authorization], header.lowercased().hasPrefix("bearer ") else { return nil }
        return tokens.firstIndex(of: String(header.dropFirst("bearer ".count)))
    }
}
