import Database
import Foundation
import Hummingbird

extension TenantContext {
    /// A part of the path, decoded.
    func text(_ name: String) throws(Problem) -> String {
        guard let text = self.parameters.get(name)?.removingPercentEncoding else {
            throw Problem(.notFound)
        }
        return text
    }

    /// The operation that the path names. What is not a UUID names nothing.
    func operation() throws(Problem) -> OperationID {
        let text = try self.text("operation")
        guard let id = UUID(uuidString: text) else {
            throw .unknownOperation
        }
        return OperationID(tenant: self.tenant, id: id)
    }
}
