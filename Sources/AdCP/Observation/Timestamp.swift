/// RFC 3339 times, which AdCP wants with an explicit offset.
public enum Timestamp {
    /// The text, if it is such a time and one that PostgreSQL reads; nil for anything else, so that a bad time is no time.
    public static func rfc3339(_ text: String?) -> String? {
        guard let text, text.utf8.count <= 40 else { return nil }
        var rest = text.utf8[...]
        guard let year = Self.digits(4, &rest), Self.skip("-", &rest), let month = Self.digits(2, &rest),
            Self.skip("-", &rest),
            let day = Self.digits(2, &rest), Self.skip("Tt", &rest), let hour = Self.digits(2, &rest),
            Self.skip(":", &rest),
            let minute = Self.digits(2, &rest), Self.skip(":", &rest), let second = Self.digits(2, &rest),
            Self.skipFraction(&rest), Self.skipOffset(&rest), rest.isEmpty,
            year >= 1, 1...12 ~= month, 1...Self.days(inMonth: month, of: year) ~= day, hour < 24, minute < 60,
            second < 60
        else { return nil }
        return text
    }

    private static func skip(_ anyOf: String, _ rest: inout Substring.UTF8View) -> Bool {
        guard let byte = rest.first, anyOf.utf8.contains(byte) else { return false }
        rest.removeFirst()
        return true
    }

    private static func digits(_ count: Int, _ rest: inout Substring.UTF8View) -> Int? {
        let digits = rest.prefix(count)
        guard digits.count == count, digits.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) else {
            return nil
        }
        rest = rest.dropFirst(count)
        return Int(Substring(digits))
    }

    private static func skipFraction(_ rest: inout Substring.UTF8View) -> Bool {
        guard Self.skip(".", &rest) else { return true }
        let fraction = rest.prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
        rest = rest.dropFirst(fraction.count)
        return !fraction.isEmpty
    }

    private static func skipOffset(_ rest: inout Substring.UTF8View) -> Bool {
        if Self.skip("Zz", &rest) { return true }
        guard Self.skip("+-", &rest), let hours = Self.digits(2, &rest), Self.skip(":", &rest),
            let minutes = Self.digits(2, &rest)
        else { return false }
        return hours < 15 && minutes < 60
    }

    private static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
