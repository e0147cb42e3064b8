import AdCP
import Foundation
import TestSupport
import Testing

/// What we take for a result, held against AdCP's own schemas, as the package has them.
@Suite(.timeLimit(.minutes(5)))
struct PayloadDifferenceTests {
    private struct Case {
        let task: String
        let version: String
        let variant: Variant

        /// Where and what, for a reader.
        var name: String { "\(self.task) \(self.variant.path)" }

        /// As a call answers it.
        var isTaken: Bool {
            guard var body = self.variant.value.object else { return false }
            if self.version != "3.0" { body["status"] = body["status"] ?? "completed" }
            let answer = AgentAnswer.tool(ToolResult(isError: false, structuredContent: .object(body), texts: []))
            return Observation(ofCall: self.task, answer: answer, servedVersion: self.version).outcome == .completed
        }
    }

    /// What we take although the schemas do not, besides nulls for what may be left out: members whose shape changes nothing for a buyer.
    private static let leniencies = [
        // Results that buy nothing, of which older sellers leave out much.
        "get_products products", "get_products cache_scope", "get_products incomplete…",
        "get_products products[].description", "get_products products[].delivery_type",
        "get_products products[].format_ids…", "get_products products[].publisher_properties…",
        "get_products products[].pricing_options…", "get_products products[].reporting_capabilities…",
        // Texts with a pattern or words of their own.
        "currency", "terms_digest", "name", "enforcement",
        // What deals are made of is kept, and read by people.
        "accepted_proposal.commercial_terms…", "accepted_proposal.proposal_kind", "assignment_errors…", "confidence",
    ]

    /// The entry of the list that a difference falls under: it names the place or its end, and with `…` what is inside, too.
    private static func leniency(at name: String) -> String? {
        self.leniencies.first { entry in
            guard entry.hasSuffix("…") else {
                return name == entry || name.hasSuffix(".\(entry)") || name.hasSuffix(" \(entry)")
            }
            let place = String(entry.dropLast())
            return name.hasSuffix(place) || name.contains("\(place).") || name.contains("\(place)[")
        }
    }

    private static func cases() -> [Case] {
        SampleResult.samples.flatMap { sample in
            sample.versions.flatMap { version in
                ([Variant(path: "", change: "as it is", value: sample.body)] + sample.body.variants)
                    .map { Case(task: sample.task, version: version, variant: $0) }
            }
        }
    }

    private static func schemaVerdicts(_ cases: [Case]) async throws -> [Bool] {
        let list: JSON = .array(
            cases.map { ["version": .string($0.version), "task": .string($0.task), "body": $0.variant.value] })
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).json")
        try list.text.write(to: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: file) }
        let line = try await PackageEnvironment.lastLine(
            of: PackageEnvironment.python(), [PackageEnvironment.peers.appending(path: "judge.py").path, file.path])
        return try #require(JSON(parsing: line).array).compactMap(\.bool)
    }

    @Test func `we never refuse what the schemas accept, and accept beyond them only what is listed`() async throws {
        let cases = Self.cases()
        let verdicts = try await Self.schemaVerdicts(cases)
        try #require(verdicts.count == cases.count)
        var stricter: Set<String> = []
        var laxer: Set<String> = []
        var unused = Set(Self.leniencies)
        // What the schemas say of the sample without the member that was looked at last.
        var mayLack: [String: Bool] = [:]
        for (one, isValid) in zip(cases, verdicts) {
            if one.variant.path.isEmpty { mayLack = [:] }
            if one.variant.change == "left out" { mayLack[one.variant.path] = isValid }
            let isTaken = one.isTaken
            if one.variant.path.isEmpty { #expect(isValid && isTaken, "\(one.task) in \(one.version)") }
            guard isValid != isTaken else { continue }
            let words = "\(one.name): \(one.variant.change) in \(one.version)"
            if isValid {
                stricter.insert(words)
            } else if let leniency = Self.leniency(at: one.name) {
                unused.remove(leniency)
            } else if one.variant.change != "null" || mayLack[one.variant.path] != true {
                laxer.insert(words)
            }
        }
        #expect(stricter.sorted() == [])
        #expect(laxer.sorted() == [])
        #expect(unused.sorted() == [])
        // A test that compares nothing would pass, too.
        #expect(cases.count > 5_000 && verdicts.count { !$0 } > 3_000)
    }
}
