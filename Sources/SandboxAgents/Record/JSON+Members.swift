import AdCP

extension JSONObject {
    /// An object of those members that have a value.
    init(present members: KeyValuePairs<String, JSON?>) {
        self.init()
        for (name, value) in members {
            self[name] = value
        }
    }

    /// This object with the other's members, which win.
    func merging(_ other: JSONObject) -> JSONObject {
        var merged = self
        for (name, value) in other {
            merged[name] = value
        }
        return merged
    }
}

extension JSON {
    /// The text as JSON; nil for nil.
    static func text(_ value: String?) -> JSON? {
        value.map { .string($0) }
    }
}
