import AdCP
import HTTPTypes
import Hummingbird
import NIOCore

/// A refusal that says what is wrong and what to do, rendered as `application/problem+json` (RFC 9457).
///
/// Everything in it is shown to the client: never put a secret, another tenant's data or an internal message into one.
struct Problem: Error, Sendable {
    var code: ProblemCode
    var detail: String?
    /// The member, parameter or header at fault, as the client spells it.
    var field: String?
    var hint: String?
    /// Headers that the status asks for, such as `Allow` or `Retry-After`.
    var headers: HTTPFields
    /// True where the rest of the request is not worth reading: the connection ends with the answer.
    var endsConnection: Bool

    init(
        _ code: ProblemCode, detail: String? = nil, field: String? = nil, hint: String? = nil,
        headers: HTTPFields = [:], endsConnection: Bool = false
    ) {
        self.code = code
        self.detail = detail
        self.field = field
        self.hint = hint
        self.headers = headers
        self.endsConnection = endsConnection
    }

    /// A field that is not acceptable.
    static func field(_ name: String, _ detail: String, hint: String? = nil) -> Problem {
        Problem(.invalidField, detail: "\(name): \(detail)", field: name, hint: hint)
    }

    /// Something that will pass: the client shall come back after so many seconds.
    static func retryLater(_ code: ProblemCode, seconds: Int, detail: String? = nil) -> Problem {
        Problem(code, detail: detail, headers: [.retryAfter: String(seconds)])
    }
}

extension Problem {
    func document(requestID: String) -> JSON {
        var members: JSONObject = [
            "type": .string("urn:holdfast:problem:\(self.code.rawValue)"),
            "title": .string(self.code.title),
            "status": .number(String(self.code.status.code)),
            "code": .string(self.code.rawValue),
        ]
        members["detail"] = self.detail.map(JSON.string)
        members["field"] = self.field.map(JSON.string)
        members["hint"] = self.hint.map(JSON.string)
        members["request_id"] = .string(requestID)
        return .object(members)
    }

    func response(requestID: String) -> Response {
        var headers = self.headers
        headers[.contentType] = "application/problem+json"
        headers[.cacheControl] = "no-store"
        return Response(
            status: self.code.status, headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(string: self.document(requestID: requestID).text)))
    }
}
