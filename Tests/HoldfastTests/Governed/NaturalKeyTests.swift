import AdCP
import Foundation
import TestSupport
import Testing

/// One purchase is bought once, by whatever name it is known.
@Suite(.database, .timeLimit(.minutes(5))) struct NaturalKeyTests {
    private static func request(_ order: String?, product: String = "instant") -> JSON {
        var request = Stage.buy(product)["request"]?.object ?? JSONObject()
        request["po_number"] = order.map { .string($0) }
        return .object(request)
    }

    @Test func `a hundred submissions at once under one key or one order, on three instances, buy once each`()
        async throws
    {
        try await Stage.run(isGoverned: false, instances: 3) { stage in
            for (order, key) in [("PO-1", nil), (nil, "key-1")] as [(String?, String?)] {
                let answers = try await withThrowingTaskGroup(of: Stage.Answer.self) { group in
                    for number in 0..<100 {
                        group.addTask {
                            try await stage.submit(
                                Self.request(order), headers: key.map { ["idempotency-key": $0] } ?? [:], to: number % 3
                            )
                        }
                    }
                    var answers: [Stage.Answer] = []
                    for try await answer in group { answers.append(answer) }
                    return answers
                }
                #expect(answers.count { $0.status == 201 } == 1)
                #expect(
                    answers.count { $0.status == 200 } == 99, "\(answers.first { $0.status > 201 }?.json.text ?? "")")
                #expect(Set(answers.compactMap { $0.json["id"]?.string }).count == 1)
                let operation = answers[0].json["id"]
                #expect(try await stage.outcome(ofOperation: operation)["state"] == "completed")
                #expect(try Stage.count("media_buy_created", stage.seller, of: operation) == 1)
            }
            #expect(try stage.seller.record.entries.count { $0.event == "media_buy_created" } == 2)
        }
    }

    @Test func `an order that failed may be placed again, one that succeeded not, and each seller has its own`()
        async throws
    {
        try await Stage.run(isGoverned: false) { stage in
            let failed = try await stage.submit(Self.request("PO-1", product: "fail-now"))
            #expect(try await stage.outcome(ofOperation: failed.json["id"])["state"] == "failed")
            let made = try await stage.submit(Self.request("PO-1"))
            #expect(made.status == 201)
            #expect(try await stage.outcome(ofOperation: made.json["id"])["state"] == "completed")
            // Whatever else it says.
            let again = try await stage.submit(Self.request("PO-1", product: "approve"))
            #expect(again.status == 200 && again.json["id"] == made.json["id"])
            let elsewhere = try await stage.submit(Self.request("PO-1"), with: ["agent": "other"])
            #expect(elsewhere.status == 201)
            var buy = Stage.buy().object ?? JSONObject()
            buy["request"] = Self.request("PO-1")
            let campaign = try await stage.ask("POST", "/v1/campaigns", ["name": "x", "buys": [.object(buy)]])
            #expect(campaign.json["field"] == "buys[0].request.po_number", "\(campaign.json.text)")
        }
    }

    @Test func `a corrected request is another operation with another key, linked to the one that was refused`()
        async throws
    {
        try await Stage.run(isGoverned: false) { stage in
            let wrong: JSON = ["account": ["account_id": "a"], "packages": [["budget": 1]]]
            let refused = try await stage.submit(wrong, headers: ["prefer": "wait=60"])
            let error = refused.json["error"]?["errors"]?.array?.first
            #expect(refused.json["state"] == "failed" && error?["recovery"] == "correctable", "\(refused.json.text)")
            #expect(error?["field"] == "packages[0].product_id")
            #expect(error?["issues"]?.array?.first?["pointer"] == "/packages/0/product_id")
            #expect(error?["suggestion"] == "Send packages[0].product_id.")
            let corrected = try await stage.submit(
                Self.request(nil), with: ["replaces": refused.json["id"] ?? .null], headers: ["prefer": "wait=60"])
            #expect(corrected.json["state"] == "completed" && corrected.json["replaces"] == refused.json["id"])
            let old = try await stage.operation(refused.json["id"])
            #expect(old["replaced_by"]?.array?.map(\.string) == [corrected.json["id"]?.string])
            // What may still succeed, or has, is not replaced.
            let again = try await stage.submit(Self.request(nil), with: ["replaces": corrected.json["id"] ?? .null])
            #expect(again.status == 422 && again.json["field"] == "replaces", "\(again.json.text)")
        }
    }
}
