#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The `Retry-After` header of RFC 9110: seconds, or a date.
enum RetryAfter {
    /// AdCP's bounds for any wait that an agent asks for.
    static let bounds = 1...3600

    /// Seconds to wait, within bounds; nil if the header is missing or is neither a number nor a date.
    ///
    /// - Parameter date: the response's `Date`. A date is compared with the clock that it was made by, not with ours.
    static func seconds(_ value: String?, date: String?) -> Int? {
        guard let value = value?.trimmingPrefix(" ").prefix(64), !value.isEmpty else { return nil }
        if value.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) {
            return self.clamp(Int(value) ?? .max)
        }
        guard let moment = HTTPDate.secondsSince1970(value) else { return nil }
        let now = date.flatMap { HTTPDate.secondsSince1970($0[...]) } ?? Int(time(nil))
        return self.clamp(moment - now)
    }

    private static func clamp(_ seconds: Int) -> Int {
        min(max(seconds, self.bounds.lowerBound), self.bounds.upperBound)
    }
}
