import AdCP
import Database
import Foundation
@testable import Orchestrator

extension TestGateway {
    /// Returns when a request waits for the operation.
    func untilSomebodyWaits(for operation: OperationID) async throws {
        while !self.signals.watchedOperations.contains(operation) {
            try Task.checkCancellation()
            await Task.yield()
        }
    }

    /// Returns when no request waits for the operation any more.
    func untilNobodyWaits(for operation: OperationID) async throws {
        while self.signals.watchedOperations.contains(operation) {
            try Task.checkCancellation()
            await Task.yield()
        }
    }

    /// Returns the operation when the tenant has one.
    func untilSubmitted() async throws -> OperationID {
        while true {
            let page = try JSON(parsing: try await self.database.operations(tenant: self.tenant))
            if let id = page["operations"]?.array?.first?["id"]?.string.flatMap(UUID.init(uuidString:)) {
                return OperationID(tenant: self.tenant, id: id)
            }
        }
    }
}
