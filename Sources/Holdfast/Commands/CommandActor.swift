import Foundation

/// Who acts at the command line, where it is written down.
enum CommandActor {
    /// The operating system's user.
    static var name: String { "user:\(NSUserName())" }
}
