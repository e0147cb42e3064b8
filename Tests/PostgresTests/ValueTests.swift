import Foundation
import Postgres
import Testing
import TestSupport

@Suite(.emptyDatabase, .timeLimit(.minutes(1)))
struct ValueTests {
    private func echo(_ value: PostgresValue, as type: String) async throws -> String? {
        try await TestDatabase.current.withPool(isApplication: false, size: 1) { pool async throws in
            try await pool.query(Statement(sql: "select ($1::\(type))::text"), [value]).string(0, 0)
        }
    }

    @Test func `scalars arrive as they were sent`() async throws {
        let uuid = UUID()
        #expect(try await self.echo(.text("héllo 'quoted' \\ \n"), as: "text") == "héllo 'quoted' \\ \n")
        #expect(try await self.echo(.text(""), as: "text") == "")
        #expect(try await self.echo(.int(.min), as: "bigint") == String(Int.min))
        #expect(try await self.echo(.bool(true), as: "boolean") == "true")
        #expect(try await self.echo(.bool(false), as: "boolean") == "false")
        #expect(try await self.echo(.uuid(uuid), as: "uuid") == uuid.uuidString.lowercased())
        #expect(try await self.echo(.bytes([0, 255, 16]), as: "bytea") == "\\x00ff10")
        #expect(try await self.echo(.bytes([]), as: "bytea") == "\\x")
    }

    @Test(
        arguments: [
            .null, .text(nil), .int(nil), .bool(nil), .uuid(nil), .bytes(nil),
        ] as [PostgresValue])
    func `nil arrives as null`(_ value: PostgresValue) async throws {
        #expect(try await self.echo(value, as: "text") == nil)
    }

    @Test func `arrays arrive element by element`() async throws {
        let texts = ["plain", "", nil, "NULL", "a,b", "{x}", "say \"hi\"", "back\\slash", " spaced "]
        let uuid = UUID()
        try await TestDatabase.current.withPool(isApplication: false, size: 1) { pool async throws in
            let rows = try await pool.query(
                Statement(sql: "select value from unnest($1::text[]) with ordinality u (value, n) order by n"),
                [.textArray(texts)])
            #expect((0..<rows.count).map { rows.string($0, 0) } == texts)
            let others = try await pool.query(
                Statement(
                    sql: "select ($1::bigint[])::text, ($2::uuid[])::text, ($3::bytea[])::text, cardinality($4::text[])"
                ),
                [
                    .intArray([1, nil, -3]), .uuidArray([uuid, nil]), .bytesArray([[1, 171], nil, []]), .textArray([]),
                ])
            #expect(others.string(0, 0) == "{1,NULL,-3}")
            #expect(others.string(0, 1) == "{\(uuid.uuidString.lowercased()),NULL}")
            #expect(others.string(0, 2) == #"{"\\x01ab",NULL,"\\x"}"#)
            #expect(others.int(0, 3) == 0)
        }
    }

    @Test(arguments: [.text("a\0b"), .textArray(["fine", "a\0b"])] as [PostgresValue])
    func `text with NUL is refused before it is sent`(_ value: PostgresValue) async throws {
        let error = await #expect(throws: PostgresError.self) { _ = try await self.echo(value, as: "text") }
        #expect(error?.code == .invalidValue)
    }

    @Test func `a value outside the answer reads as null`() async throws {
        try await TestDatabase.current.withPool(isApplication: false, size: 1) { pool async throws in
            let rows = try await pool.query(Statement(sql: "select 'x', null"))
            #expect(rows.count == 1 && rows.columnCount == 2)
            #expect(rows.string(0, 0) == "x")
            #expect(rows.string(0, 1) == nil && rows.string(1, 0) == nil && rows.string(0, 2) == nil)
            #expect(rows.string(-1, 0) == nil && !rows.bool(5, 5) && rows.int(0, 0) == nil)
        }
    }

    @Test func `a value's bytes are read where they lie`() async throws {
        try await TestDatabase.current.withPool(isApplication: false, size: 1) { pool async throws in
            let rows = try await pool.query(Statement(sql: "select repeat('é', 1000)"))
            #expect(rows.withBytes(0, 0) { $0.count } == 2_000)
        }
    }
}
