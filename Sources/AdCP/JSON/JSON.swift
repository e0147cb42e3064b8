/// A JSON value that loses nothing on its way through: numbers keep the text they came in, objects the order of their members.
public enum JSON: Sendable {
    case null
    case bool(Bool)
    /// A number as it was written, by the grammar of RFC 8259. Text that isn't a number is written out as `null`.
    case number(String)
    case string(String)
    case array([JSON])
    case object(JSONObject)
}

extension JSON {
    /// The member of that name; nil unless this is an object that has it.
    public subscript(name: String) -> JSON? {
        guard case .object(let object) = self else { return nil }
        return object[name]
    }

    public var isNull: Bool {
        guard case .null = self else { return false }
        return true
    }

    /// The value; nil when it is `null`, for members that may be absent in either way.
    var orNil: JSON? {
        self.isNull ? nil : self
    }

    public var bool: Bool? {
        guard case .bool(let value) = self else { return nil }
        return value
    }

    public var string: String? {
        guard case .string(let value) = self else { return nil }
        return value
    }

    public var array: [JSON]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }

    public var object: JSONObject? {
        guard case .object(let object) = self else { return nil }
        return object
    }

    /// The number as a double; nil for anything else.
    public var double: Double? {
        guard case .number(let text) = self, JSONNumberText.isNumber(text) else { return nil }
        return Double(text)
    }

    /// The number, if it is whole and fits; `3.0` and `3e0` are 3, since some transports carry every number as a double.
    public var int: Int? {
        guard case .number(let text) = self, JSONNumberText.isNumber(text) else { return nil }
        if let whole = Int(text) { return whole }
        guard let value = Double(text), value.magnitude <= 9_007_199_254_740_991 else { return nil }
        return Int(exactly: value)
    }
}

extension JSON: Equatable {
    /// Equal text, code point by code point; members in any order.
    ///
    /// Numbers are equal when they are written alike. Compare `canonical` to compare values.
    public static func == (left: JSON, right: JSON) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.number(let left), .number(let right)): left == right
        case (.string(let left), .string(let right)): left.utf8.elementsEqual(right.utf8)
        case (.array(let left), .array(let right)): left == right
        case (.object(let left), .object(let right)): left == right
        default: false
        }
    }
}
