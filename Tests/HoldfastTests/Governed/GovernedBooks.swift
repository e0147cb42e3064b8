import Foundation
import Postgres
import TestSupport

/// What the agents' own records say of one governed commitment.
struct GovernedBook: Sendable {
    var approvals: Set<String> = []
    /// The check whose approval the seller took, at each call that it worked on.
    var taken: [String] = []
    var buys = 0
    var outcomes: [String] = []
    var outcomesFor: [String] = []

    static func read(seller: SellerRecord, governance: SellerRecord) throws -> [UUID: GovernedBook] {
        var books: [UUID: GovernedBook] = [:]
        for entry in try governance.entries {
            guard let commit = entry.payloadOperationID.flatMap(UUID.init(uuidString:)) else { continue }
            if entry.event == "governance_checked", entry.verdict == "approved", let check = entry.checkID {
                books[commit, default: GovernedBook()].approvals.insert(check)
            }
            if entry.event == "outcome_reported" {
                books[commit, default: GovernedBook()].outcomes.append(entry.outcome ?? "")
                books[commit, default: GovernedBook()].outcomesFor.append(entry.checkID ?? "")
            }
        }
        for entry in try seller.entries {
            guard let commit = entry.operationID.flatMap(UUID.init(uuidString:)) else { continue }
            if entry.event == "approval_taken" {
                books[commit, default: GovernedBook()].taken.append(entry.checkID ?? "")
            }
            if entry.event == "media_buy_created" { books[commit, default: GovernedBook()].buys += 1 }
        }
        return books
    }
}

/// What Holdfast's database says of one governed commitment and what follows it.
struct GovernedRow: Sendable {
    let state: String
    let creatives: String
    let outcome: String

    static func read(_ pool: Pool) async throws -> [UUID: GovernedRow] {
        let rows = try await pool.query(
            Statement(
                sql: """
                    select c.operation_id, o.state,
                        max(f.state) filter (where x.role = 'creatives'), max(f.state) filter (where x.role = 'outcome')
                    from adcp.campaign_operations c
                    join adcp.operations o on o.id = c.operation_id
                    join adcp.campaign_operations x on x.campaign_id = c.campaign_id and x.ordinal = c.ordinal
                    join adcp.operations f on f.id = x.operation_id
                    where c.role = 'commit'
                    group by c.operation_id, o.state
                    """))
        return (0..<rows.count).reduce(into: [:]) { result, row in
            guard let commit = rows.string(row, 0).flatMap(UUID.init(uuidString:)) else { return }
            result[commit] = GovernedRow(
                state: rows.string(row, 1) ?? "", creatives: rows.string(row, 2) ?? "",
                outcome: rows.string(row, 3) ?? "")
        }
    }
}
