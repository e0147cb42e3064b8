import Database
import HTTPTypes

/// What a wait came to.
struct Waited: Sendable {
    let version: OperationVersion
    /// How long was allowed, where a wish to wait was granted.
    var appliedSeconds: Int?
    /// The connection was watched for its end and cannot carry another request.
    var endsConnection = false

    /// Headers of the answer that tells of it.
    var headers: HTTPFields {
        var headers: HTTPFields = [.eTag: EntityTag.text(self.version.version), .cacheControl: "private, no-cache"]
        headers[.preferenceApplied] = self.appliedSeconds.map { "wait=\($0)" }
        headers[.connection] = self.endsConnection ? "close" : nil
        return headers
    }
}
