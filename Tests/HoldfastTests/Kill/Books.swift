import Foundation
import Postgres
import TestSupport

/// What the seller's own record says of one operation.
struct SellersBook: Sendable {
    var buys: [String] = []
    var tasks = 0
    /// The seller had done it before, and said so again: a call had reached it whose answer was lost.
    var replays = 0
    private var settled: String?
    private var refused: String?

    /// How the seller settled it; nil when it never did.
    var outcome: String? { self.settled ?? self.refused ?? (self.buys.isEmpty ? nil : "completed") }

    private mutating func note(_ entry: SellerRecord.Entry) {
        switch entry.event {
        case "media_buy_created": self.buys += [entry.mediaBuyID ?? ""]
        case "task_created": self.tasks += 1
        case "replayed": self.replays += 1
        case "request_refused": self.refused = entry.status
        case "task_changed":
            if let status = entry.status, ["completed", "failed", "canceled", "rejected"].contains(status) {
                self.settled = status
            }
        default: break
        }
    }

    static func read(_ record: SellerRecord) throws -> [UUID: SellersBook] {
        try record.entries.reduce(into: [:]) { books, entry in
            guard let operation = entry.operationID.flatMap(UUID.init(uuidString:)) else { return }
            books[operation, default: SellersBook()].note(entry)
        }
    }
}

/// What Holdfast's database says of one operation.
struct OurBook: Sendable {
    let state: String
    let channel: String?
    let mediaBuyID: String?
    let attention: String?
    /// Moves into a settled state.
    let settlements: Int

    static func read(_ pool: Pool) async throws -> [UUID: OurBook] {
        let rows = try await pool.query(
            Statement(
                sql: """
                    select o.id, o.state, s.channel, s.value ->> 'media_buy_id', o.attention,
                        (select count(*) from adcp.operation_events e join adcp.states t on t.state = e.to_state
                         where e.operation_id = o.id and e.kind = 'moved' and t.is_settled)
                    from adcp.operations o left join adcp.settlements s on s.operation_id = o.id
                    -- An instance that starts asks the seller for its list, too.
                    where o.task_type <> 'list_tasks'
                    """))
        return (0..<rows.count).reduce(into: [:]) { books, row in
            guard let operation = rows.string(row, 0).flatMap(UUID.init(uuidString:)) else { return }
            books[operation] = OurBook(
                state: rows.string(row, 1) ?? "", channel: rows.string(row, 2), mediaBuyID: rows.string(row, 3),
                attention: rows.string(row, 4), settlements: rows.int(row, 5) ?? 0)
        }
    }
}
