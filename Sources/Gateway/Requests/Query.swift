import Foundation
import Hummingbird

/// The query of a request, with every parameter accounted for: an unknown or doubled one is refused by name, not ignored.
struct Query: Sendable {
    private let values: [String: [String]]

    /// - Parameters:
    ///   - allowed: parameters that may occur once.
    ///   - repeatable: parameters that may occur oftener.
    init(_ request: Request, allowed: Set<String>, repeatable: Set<String> = []) throws(Problem) {
        var values: [String: [String]] = [:]
        for pair in (request.uri.query ?? "").split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let texts = parts.map { $0.replacingOccurrences(of: "+", with: " ").removingPercentEncoding }
            guard let first = texts.first, let name = first, let value = texts.count > 1 ? texts[1] : "" else {
                throw Problem(.malformedRequest, detail: "The query is not percent-encoded UTF-8.")
            }
            guard allowed.contains(name) || repeatable.contains(name) else {
                let known = allowed.union(repeatable).sorted().joined(separator: ", ")
                throw .field(
                    String(name.prefix(64)), "is not a parameter of this address",
                    hint: known.isEmpty ? "It has none." : "Known are \(known).")
            }
            guard repeatable.contains(name) || values[name] == nil else {
                throw .field(name, "was given more than once")
            }
            values[name, default: []].append(value)
        }
        self.values = values
    }

    func text(_ name: String) -> String? {
        self.values[name]?.first
    }

    func texts(_ name: String) -> [String]? {
        self.values[name]
    }

    func integer(_ name: String) throws(Problem) -> Int? {
        guard let text = self.text(name) else { return nil }
        guard let value = Int32(text) else { throw .field(name, "is not a whole number") }
        return Int(value)
    }

    func boolean(_ name: String) throws(Problem) -> Bool? {
        switch self.text(name) {
        case nil: nil
        case "true": true
        case "false": false
        default: throw .field(name, "is neither true nor false")
        }
    }

    func uuid(_ name: String) throws(Problem) -> UUID? {
        guard let text = self.text(name) else { return nil }
        guard let value = UUID(uuidString: text) else { throw .field(name, "is not a UUID") }
        return value
    }
}
