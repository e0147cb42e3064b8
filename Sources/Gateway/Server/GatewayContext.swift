import Hummingbird
import Logging
import NIOCore
import struct Foundation.UUID

/// What travels with every request.
struct GatewayContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// Names the request in the answer and in the log.
    var requestID: String
    /// Whose key it came with; nil until that was checked.
    var tenant: UUID?
    /// What that key is called.
    var keyName: String?
    /// The connection.
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        self.coreContext = CoreRequestContextStorage(source: source)
        self.requestID = ""
        self.channel = source.channel
    }
}

/// What travels with a request whose tenant is known. Handlers that take it cannot forget the tenant.
struct TenantContext: ChildRequestContext {
    var coreContext: CoreRequestContextStorage
    let tenant: UUID
    /// Who acts, where it is written down.
    let actor: String

    init(context: GatewayContext) throws {
        guard let tenant = context.tenant else { throw Authentication.refusal }
        self.coreContext = context.coreContext
        self.tenant = tenant
        self.actor = "key:\(context.keyName ?? "")"
    }
}
