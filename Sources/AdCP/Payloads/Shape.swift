/// What a JSON value has to look like: as much of JSON Schema as tells whether the result of a task can be relied on. Members that no
/// shape knows are never a fault, and an optional member that is null is one that is absent, since many agents write it so.
indirect enum Shape: Sendable {
    /// A string of at least so many characters.
    case text(atLeast: Int = 0)
    case word(Set<String>)
    case flag
    case number(atLeast: Double? = nil)
    /// `3.0` is whole, too: some transports carry every number as a double.
    case whole(atLeast: Int)
    case list(of: Shape?, atLeast: Int = 0)
    case nullable(Shape)
    case object(Members = Members())
    /// It looks like one of these.
    case either([Shape])

    struct Members: Sendable {
        var required: [String: Shape] = [:]
        var optional: [String: Shape] = [:]
        var rules: [Rule] = []
    }

    /// What members say of each other.
    struct Rule: Sendable {
        /// The member that is at fault where the rule does not hold.
        let member: String
        let holds: @Sendable (JSONObject) -> Bool
    }
}

extension Shape {
    static func object(
        _ required: [String: Shape], optional: [String: Shape] = [:], rules: [Rule] = []
    ) -> Shape {
        .object(Members(required: required, optional: optional, rules: rules))
    }
}

extension Shape.Rule {
    /// A member that has to be there, and not to be null or an empty list, where another one is one of these words.
    static func needs(_ member: String, where other: String, is words: Set<String>) -> Shape.Rule {
        Shape.Rule(member: member) { object in
            guard let word = object[other]?.string, words.contains(word) else { return true }
            guard let value = object[member]?.orNil else { return false }
            return value.array?.isEmpty != true
        }
    }
}
