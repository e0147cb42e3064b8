public import Foundation

/// The programs of this package, as they were built together with the tests.
public enum BuiltProgram: String, Sendable {
    case holdfast
    case sandboxAgents = "sandbox-agents"
    case fuzz = "Fuzz"

    public var url: URL {
        Bundle.main.bundleURL.appending(path: self.rawValue)
    }
}
