/// How long a seller asks us to wait.
public enum RetryAfter {
    /// Longest wait that a seller can impose, in seconds.
    public static let longest = 3600

    /// Whole seconds from 1 to 3600: fractions are rounded up, longer waits shortened. Not a number, zero and less mean nothing was asked.
    public static func seconds(_ asked: Double?) -> Int? {
        guard let asked, asked > 0 else { return nil }
        return Int(min(asked, Double(self.longest)).rounded(.up))
    }
}
