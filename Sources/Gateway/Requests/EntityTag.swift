import HTTPTypes

/// The weak entity tag of an operation: its version.
enum EntityTag {
    static func text(_ version: Int) -> String {
        "W/\"\(version)\""
    }
}

/// The versions that a client has, as `If-None-Match` names them. Weak comparison (RFC 9110, section 13.1.2).
struct KnownVersions: Sendable, Equatable {
    private let tags: Set<String>

    init(_ headers: HTTPFields) {
        let elements = headers[values: .ifNoneMatch].flatMap { HeaderList.elements(of: $0, separator: ",") }
        self.tags = Set(elements.map { $0.hasPrefix("W/") ? $0 : "W/" + $0 })
    }

    var isEmpty: Bool { self.tags.isEmpty }

    func contains(_ version: Int) -> Bool {
        self.tags.contains(EntityTag.text(version)) || self.tags.contains("W/*")
    }
}
