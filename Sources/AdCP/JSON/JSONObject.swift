/// The members of a JSON object, in the order they were written, each name once.
///
/// Names are told apart by their code points. Swift's own string comparison would take two spellings of an accented
/// letter for one name, and a sender could hide a member behind another.
public struct JSONObject: Sendable {
    public typealias Element = (name: String, value: JSON)

    private var members: [Element]

    public init() {
        self.members = []
    }

    /// Takes over members that are known to have distinct names.
    init(distinct members: [Element]) {
        self.members = members
    }

    public var keys: [String] {
        self.members.map(\.name)
    }

    public var count: Int {
        self.members.count
    }

    public var isEmpty: Bool {
        self.members.isEmpty
    }

    /// The member of that name. Setting replaces in place or appends; setting nil removes.
    public subscript(name: String) -> JSON? {
        get {
            self.position(of: name).map { self.members[$0].value }
        }
        set {
            switch (self.position(of: name), newValue) {
            case (let position?, let value?): self.members[position].value = value
            case (let position?, nil): self.members.remove(at: position)
            case (nil, let value?): self.members.append((name, value))
            case (nil, nil): break
            }
        }
    }

    private func position(of name: String) -> Int? {
        self.members.firstIndex { $0.name.utf8.elementsEqual(name.utf8) }
    }

    /// The members whose names satisfy the condition, in order.
    func filter(_ isIncluded: (String) -> Bool) -> JSONObject {
        JSONObject(distinct: self.members.filter { isIncluded($0.name) })
    }

    /// Members in the order of RFC 8785: by the UTF-16 code units of their names.
    var sorted: [Element] {
        self.members.sorted { $0.name.utf16.lexicographicallyPrecedes($1.name.utf16) }
    }
}

extension JSONObject: Sequence {
    public func makeIterator() -> IndexingIterator<[Element]> {
        self.members.makeIterator()
    }
}

extension JSONObject: Equatable {
    /// Equal members, in any order.
    public static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.count == right.count
            && zip(left.sorted, right.sorted).allSatisfy { left, right in
                left.name.utf8.elementsEqual(right.name.utf8) && left.value == right.value
            }
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    /// A name that is given twice keeps the last value.
    public init(dictionaryLiteral elements: (String, JSON)...) {
        self.init()
        for (name, value) in elements {
            self[name] = value
        }
    }
}
