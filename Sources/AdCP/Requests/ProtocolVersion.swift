/// An AdCP release as agents name it: major and minor, such as `3.1`. Patches are no business of the wire.
public struct ProtocolVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
    public let major: Int
    public let minor: Int

    public init(_ major: Int, _ minor: Int) {
        self.major = major
        self.minor = minor
    }

    /// Reads `3.1`; nil for anything else. Pre-releases count as nothing, since they match only themselves.
    public init?(_ text: String?) {
        guard let parts = text?.split(separator: ".", omittingEmptySubsequences: false), parts.count == 2,
            let major = Self.number(parts[0]), let minor = Self.number(parts[1]), major > 0
        else { return nil }
        self.init(major, minor)
    }

    private static func number(_ digits: Substring) -> Int? {
        guard 1...4 ~= digits.utf8.count, digits.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) else {
            return nil
        }
        return digits.first == "0" && digits.count > 1 ? nil : Int(digits)
    }

    /// What an answer is held against when the agent does not say under which release it answered.
    public static let fallback = ProtocolVersion(3, 0)

    /// The releases that we speak, oldest first.
    public static let spoken = [ProtocolVersion(3, 0), ProtocolVersion(3, 1), ProtocolVersion(3, 2)]

    /// The newest release that both sides speak; nil if there is none.
    public static func pin(servedBy versions: [String]) -> ProtocolVersion? {
        self.spoken.last { version in versions.contains { ProtocolVersion($0) == version } }
    }

    public var description: String {
        "\(self.major).\(self.minor)"
    }

    public static func < (left: ProtocolVersion, right: ProtocolVersion) -> Bool {
        (left.major, left.minor) < (right.major, right.minor)
    }

    /// Members that pin a request: the release, and the major version for agents that read only that.
    var pinMembers: JSONObject {
        ["adcp_version": .string(self.description), "adcp_major_version": JSON(self.major)]
    }
}
