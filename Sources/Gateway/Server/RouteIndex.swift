import HTTPTypes
import Hummingbird
import Synchronization

/// Remembers which methods each route has, to tell an unknown address (404) from a method that it does not have (405).
final class RouteIndex: Sendable {
    private struct Entry {
        let components: [String]
        let method: HTTPRequest.Method
    }

    private let entries = Mutex<[Entry]>([])

    func add(_ path: String, _ method: HTTPRequest.Method) {
        self.entries.withLock { $0.append(Entry(components: Self.components(of: path), method: method)) }
    }

    /// Why no route answered.
    func refusal(path: String, method: HTTPRequest.Method) -> Problem {
        let components = Self.components(of: path)
        let methods = self.entries.withLock { entries in
            entries.filter { Self.matches($0.components, components) }.map(\.method)
        }
        guard !methods.isEmpty else {
            return Problem(.notFound)
        }
        let allowed = (methods.contains(.get) ? methods + [.head] : methods).map(\.rawValue).sorted()
        return Problem(
            .methodNotAllowed, detail: "Allowed are \(allowed.joined(separator: ", ")).",
            headers: [.allow: allowed.joined(separator: ", ")])
    }

    private static func components(of path: String) -> [String] {
        path.split(separator: "/").map(String.init)
    }

    private static func matches(_ route: [String], _ path: [String]) -> Bool {
        route.count == path.count && zip(route, path).allSatisfy { $0.hasPrefix(":") || $0 == $1 }
    }
}
