import AdCP

/// A value with one thing in it changed.
struct Variant: Sendable {
    /// Where, with `[]` for any place in an array.
    let path: String
    let change: String
    let value: JSON
}

extension JSON {
    /// The value with each member and element in turn left out or put into another shape.
    var variants: [Variant] { self.variants(at: "") }

    private static let replacements: [(String, JSON)] = [
        ("null", .null), ("a number", 7), ("a negative number", -1), ("a fraction", 1.5), ("a word", "x"),
        ("no text", ""),
        ("true", true), ("an empty list", []), ("a list", [7]), ("an empty object", [:]),
    ]

    private func variants(at path: String) -> [Variant] {
        if let object = self.object {
            return object.flatMap { name, value in
                let place = path.isEmpty ? name : "\(path).\(name)"
                var without = object
                without[name] = nil
                let left = Variant(path: place, change: "left out", value: .object(without))
                return [left]
                    + Self.changed(value, at: place).map { variant in
                        var with = object
                        with[name] = variant.value
                        return Variant(path: variant.path, change: variant.change, value: .object(with))
                    }
            }
        }
        return (self.array ?? []).enumerated().flatMap { position, element in
            Self.changed(element, at: "\(path)[]").map { variant in
                var list = self.array ?? []
                list[position] = variant.value
                return Variant(path: variant.path, change: variant.change, value: .array(list))
            }
        }
    }

    private static func changed(_ value: JSON, at path: String) -> [Variant] {
        self.replacements.map { Variant(path: path, change: $0.0, value: $0.1) } + value.variants(at: path)
    }
}
