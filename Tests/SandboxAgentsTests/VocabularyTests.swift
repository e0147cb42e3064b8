import Testing

@testable import SandboxAgents

@Suite struct VocabularyTests {
    @Test(arguments: Vocabulary.words.map(\.name))
    func `every word stands alone and is explained`(word: String) throws {
        _ = try Behaviour(parsing: word)
        #expect(Vocabulary.help.contains(word))
    }

    @Test func `words combine, parameters reach the words they follow`() throws {
        let behaviour = try Behaviour(parsing: "approve:0.5+webhook-twice+rate-limit:3+slow:1+vanish")

        #expect(behaviour.outcomeSeconds == 0.5)
        #expect(behaviour.webhookFaults == [.twice])
        #expect(behaviour.refusals.map(\.times) == [3])
        #expect(behaviour.slowSeconds == 1)
        #expect(behaviour.pollFaults.map(\.times) == [nil])
    }

    @Test(arguments: [
        "", "approv", "approve+", "approve:x", "approve:-1", "approve:1e9", "rate-limit:1.5", "instant:1",
        "approve+reject", "Approve", " approve",
    ])
    func `text that is not the language is refused`(text: String) {
        #expect(throws: BehaviourError.self) { try Behaviour(parsing: text) }
    }

    @Test func `random faults repeat with their seed and reach every kind`() {
        func faults(_ seed: UInt64) -> [RandomFault?] {
            var generator = SeededGenerator(seed: seed)
            return (0..<500).map { _ in RandomFault.draw(rate: 0.5, hasWebhook: true, from: &generator) }
        }

        #expect(faults(1) == faults(1))
        #expect(faults(1) != faults(2))
        #expect(
            Set(faults(1).compactMap { $0?.name }) == [
                "reset_before", "http_500_before", "http_503_before", "reset_after", "http_500_after", "http_503_after",
                "slow", "duplicate_webhook",
            ])
    }
}
