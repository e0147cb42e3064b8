public import Foundation

/// A running process: leases are taken in its name.
public struct Instance: Sendable {
    /// New at every start.
    public let id: UUID
    /// Host and process, for people.
    public let name: String
    /// Version of the program.
    public let version: String

    public init(id: UUID = UUID(), name: String = Instance.processName, version: String) {
        self.id = id
        self.name = name
        self.version = version
    }

    /// Host and process identifier.
    public static var processName: String {
        "\(ProcessInfo.processInfo.hostName)/\(ProcessInfo.processInfo.processIdentifier)"
    }
}
