import AdCP
import struct Foundation.UUID

/// The members of a JSON body, each taken once by name and type. What is left over, or of another type, is refused by name.
struct Members {
    private let object: JSONObject

    init(_ body: JSON, known: Set<String>) throws(Problem) {
        guard let object = body.object else {
            throw Problem(.invalidField, detail: "The body is not a JSON object.")
        }
        for name in object.keys where !known.contains(name) {
            throw .field(
                String(name.prefix(64)), "is not a member of this request",
                hint: "Known are \(known.sorted().joined(separator: ", ")).")
        }
        self.object = object
    }

    /// A text; nil where it is missing or null.
    func text(_ name: String) throws(Problem) -> String? {
        guard let value = self.value(name) else { return nil }
        guard let text = value.string else { throw .field(name, "is not a string") }
        return text
    }

    func requiredText(_ name: String) throws(Problem) -> String {
        guard let text = try self.text(name) else { throw .field(name, "is missing") }
        return text
    }

    /// Texts in an array; nil where it is missing or null.
    func texts(_ name: String) throws(Problem) -> [String]? {
        guard let value = self.value(name) else { return nil }
        let texts = value.array?.map(\.string) ?? [nil]
        guard texts.allSatisfy({ $0 != nil }) else { throw .field(name, "is not an array of strings") }
        return texts.compactMap(\.self)
    }

    func boolean(_ name: String) throws(Problem) -> Bool? {
        guard let value = self.value(name) else { return nil }
        guard let flag = value.bool else { throw .field(name, "is neither true nor false") }
        return flag
    }

    /// The identifier of something of ours.
    func identifier(_ name: String) throws(Problem) -> UUID? {
        guard let text = try self.text(name) else { return nil }
        guard let id = UUID(uuidString: text) else { throw .field(name, "is no identifier") }
        return id
    }

    /// A whole number within bounds.
    func integer(_ name: String, in range: ClosedRange<Int>) throws(Problem) -> Int? {
        guard let value = self.value(name) else { return nil }
        guard let number = value.int else { throw .field(name, "is not a whole number") }
        guard range.contains(number) else {
            throw .field(name, "is not between \(range.lowerBound) and \(range.upperBound)")
        }
        return number
    }

    /// A number within bounds.
    func number(_ name: String, in range: ClosedRange<Double>) throws(Problem) -> Double? {
        guard let value = self.value(name) else { return nil }
        guard let number = value.double else { throw .field(name, "is not a number") }
        guard range.contains(number) else {
            throw .field(name, "is not between \(range.lowerBound) and \(range.upperBound)")
        }
        return number
    }

    /// A JSON object as text; nil where it is missing or null.
    func object(_ name: String) throws(Problem) -> String? {
        guard let value = self.value(name) else { return nil }
        guard value.object != nil else { throw .field(name, "is not a JSON object") }
        return value.text
    }

    func requiredObject(_ name: String) throws(Problem) -> String {
        guard let text = try self.object(name) else { throw .field(name, "is missing") }
        return text
    }

    private func value(_ name: String) -> JSON? {
        guard let value = self.object[name], !value.isNull else { return Optional.none }
        return value
    }
}
