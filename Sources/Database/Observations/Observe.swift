public import struct Foundation.UUID
import Postgres

extension Database {
    private static let observeMany = Statement(
        name: "observe",
        sql: """
            select operation_id, verdict, state, version
            from adcp_api.observe(
                $1::uuid, $2::uuid[], $3::uuid[], $4::text[], $5::bigint[], $6::text[], $7::text[], $8::text[], $9::timestamptz[],
                $10::text[], $11::text[], $12::integer[], $13::bytea[], $14::jsonb[], $15::integer[])
            """)

    /// Hands in what was observed of many operations, at most one observation each, all or none.
    public func observe(instance: UUID?, _ observed: [Observed]) async throws(DatabaseError) -> [Verdict] {
        let rows = try await self.rows(
            Self.observeMany,
            [
                .uuid(instance), .uuidArray(observed.map(\.operation.tenant)), .uuidArray(observed.map(\.operation.id)),
                .textArray(observed.map(\.channel.rawValue)), .intArray(observed.map { $0.leaseToken.map(Int.init) }),
                .textArray(observed.map(\.outcome)), .textArray(observed.map(\.taskID)),
                .textArray(observed.map(\.contextID)), .textArray(observed.map(\.sellerTime)),
                .textArray(observed.map(\.reason)), .textArray(observed.map(\.errorCode)),
                .intArray(observed.map(\.retryAfterSeconds)), .bytesArray(observed.map(\.recordHash)),
                .textArray(observed.map(\.value)), .intArray(observed.map(\.milliseconds)),
            ])
        let tenants = Dictionary(
            observed.map { ($0.operation.id, $0.operation.tenant) }, uniquingKeysWith: { first, _ in first })
        var verdicts: [Verdict] = []
        verdicts.reserveCapacity(rows.count)
        for row in 0..<rows.count {
            let id = try rows.uuid("observe", row, 0)
            guard let tenant = tenants[id], let kind = rows.string(row, 1).flatMap(Verdict.Kind.init(rawValue:)) else {
                throw DatabaseError(kind: .failed, message: "observe gave an unknown verdict")
            }
            verdicts.append(
                Verdict(
                    operation: OperationID(tenant: tenant, id: id), kind: kind, state: rows.string(row, 2),
                    isChange: rows.int(row, 3) != nil))
        }
        return verdicts
    }
}
