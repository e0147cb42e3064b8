import AdCP

extension JSON {
    /// The same with something else somewhere in it: it stays JSON, and so gets past the parser.
    ///
    /// - Parameter others: whose pieces may be put in.
    func mutated(with others: [JSON], _ random: inout SeededGenerator) -> JSON {
        switch self {
        case .array(var elements) where !elements.isEmpty && Int.random(in: 0..<6, using: &random) > 0:
            let index = Int.random(in: 0..<elements.count, using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0: elements.remove(at: index)
            case 1: elements.append(elements[index])
            default: elements[index] = elements[index].mutated(with: others, &random)
            }
            return .array(elements)
        case .object(var object) where !object.isEmpty && Int.random(in: 0..<12, using: &random) > 0:
            let name = object.keys[Int.random(in: 0..<object.count, using: &random)]
            switch Int.random(in: 0..<10, using: &random) {
            case 0: object[name] = nil
            case 1: object[Self.name(of: others, &random) ?? ""] = object[name]
            default: object[name] = object[name]?.mutated(with: others, &random)
            }
            return .object(object)
        default:
            return Self.piece(of: others, &random)
        }
    }

    /// A value from anywhere in the others, or one that is easily got wrong.
    private static func piece(of others: [JSON], _ random: inout SeededGenerator) -> JSON {
        guard Bool.random(using: &random), let other = others.randomElement(using: &random) else {
            return Self.oddities.randomElement(using: &random) ?? .null
        }
        var piece = other
        while Int.random(in: 0..<4, using: &random) > 0 {
            switch piece {
            case .array(let elements): piece = elements.randomElement(using: &random) ?? piece
            case .object(let object): piece = Array(object).randomElement(using: &random)?.value ?? piece
            default: return piece
            }
        }
        return piece
    }

    private static func name(of others: [JSON], _ random: inout SeededGenerator) -> String? {
        guard case .object(let object) = Self.piece(of: others, &random) else { return nil }
        return object.keys.randomElement(using: &random)
    }

    private static let oddities: [JSON] = [
        .null, true, false, 0, -1, 1.5, .number("1E3"), .number("-0"), .number("9007199254740993"), [], [:], [[[]]], "",
        " ", "\u{1}",
        "\u{85}", "\u{202E}x", "e\u{301}", .string(String(repeating: "x", count: 5000)), "completed", "failed",
        "working", "submitted",
        "rejected", "canceled", "input-required", "auth_required", "unknown", "active", "tk_1", "op-1", "3.0", "3.1",
        "3.2",
        "create_media_buy", "media_buy_delivery", "USD", "2026-11-01T15:02:11Z", "2026-02-30T00:00:00Z",
        ["code": "BUDGET_TOO_LOW", "message": "x"], [["code": "RATE_LIMITED", "recovery": "transient"]],
    ]
}
