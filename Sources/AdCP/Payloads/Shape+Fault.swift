/// What is wrong with the result of a task, told by where: a path of names that AdCP gave, and nothing that the agent wrote.
struct PayloadFault: Error, Equatable, CustomStringConvertible {
    enum Kind: String, Sendable {
        case missing = "is missing"
        case wrong = "is not what AdCP says"
    }

    var path: String
    let kind: Kind

    var description: String { "\(self.path.isEmpty ? "the result" : self.path) \(self.kind.rawValue)" }

    func within(_ parent: String) -> PayloadFault {
        var fault = self
        fault.path =
            self.path.isEmpty ? parent : self.path.hasPrefix("[") ? parent + self.path : "\(parent).\(self.path)"
        return fault
    }
}

extension Shape {
    /// The first fault of a value; nil where it has the shape.
    func fault(of value: JSON) -> PayloadFault? {
        switch self {
        case .nullable(let shape): value.isNull ? nil : shape.fault(of: value)
        case .list(let shape, let least): Self.fault(ofList: value, shape, least)
        case .object(let members): members.fault(of: value)
        case .either(let shapes): Self.fault(of: value, shapes)
        default: self.fits(value) ? nil : PayloadFault(path: "", kind: .wrong)
        }
    }

    private func fits(_ value: JSON) -> Bool {
        switch self {
        case .text(let least): value.string.map { $0.unicodeScalars.count >= least } ?? false
        case .word(let words): value.string.map(words.contains) ?? false
        case .flag: value.bool != nil
        case .number(let least): value.double.map { $0 >= least ?? -.infinity } ?? false
        case .whole(let least): value.int.map { $0 >= least } ?? false
        case .nullable, .list, .object, .either: true
        }
    }

    private static func fault(ofList value: JSON, _ shape: Shape?, _ least: Int) -> PayloadFault? {
        guard let elements = value.array, elements.count >= least else { return PayloadFault(path: "", kind: .wrong) }
        guard let shape else { return nil }
        for (position, element) in elements.enumerated() {
            if let fault = shape.fault(of: element) { return fault.within("[\(position)]") }
        }
        return nil
    }

    /// The fault of the shape that was meant: one that is not told apart by a member that is missing.
    private static func fault(of value: JSON, _ shapes: [Shape]) -> PayloadFault? {
        let faults = shapes.compactMap { $0.fault(of: value) }
        guard faults.count == shapes.count else { return nil }
        return faults.first { $0.kind == .wrong || $0.path.contains(".") || $0.path.contains("[") } ?? faults.first
    }
}

extension Shape.Members {
    func fault(of value: JSON) -> PayloadFault? {
        guard let object = value.object else { return PayloadFault(path: "", kind: .wrong) }
        for (name, shape) in self.required.sorted(by: { $0.key < $1.key }) {
            guard let member = object[name] else { return PayloadFault(path: name, kind: .missing) }
            if let fault = shape.fault(of: member) { return fault.within(name) }
        }
        // In the order of the object, which may have fewer members than the shape knows, or more.
        for (name, member) in object where !member.isNull {
            if let fault = self.optional[name]?.fault(of: member) { return fault.within(name) }
        }
        return self.rules.first { !$0.holds(object) }.map { PayloadFault(path: $0.member, kind: .wrong) }
    }
}
