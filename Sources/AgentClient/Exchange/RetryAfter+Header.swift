import AdCP

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension RetryAfter {
    /// Seconds from 1 to 3600 by the `Retry-After` header of RFC 9110; nil if it is missing or is neither a number nor a date.
    ///
    /// A wait that is over counts as the shortest there is: the agent did ask for one.
    ///
    /// - Parameter date: the response's `Date`. A date is compared with the clock that it was made by, not with ours.
    static func seconds(header value: String?, date: String?) -> Int? {
        guard let value = value?.trimmingPrefix(" ").prefix(64), !value.isEmpty else { return nil }
        if value.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) {
            return self.clamp(Int(value) ?? .max)
        }
        guard let moment = HTTPDate.secondsSince1970(value) else { return nil }
        let now = date.flatMap { HTTPDate.secondsSince1970($0[...]) } ?? Int(time(nil))
        return self.clamp(moment - now)
    }

    private static func clamp(_ seconds: Int) -> Int {
        min(max(seconds, 1), self.longest)
    }
}
