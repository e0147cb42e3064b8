import Foundation

/// Ids of this seller's things; random, so that a restarted seller never gives one twice.
enum Identifier {
    static func make(_ kind: String) -> String {
        "\(kind)_\(UUID().uuidString.lowercased().filter { $0 != "-" })"
    }
}
