/// A date in a header, in any of the three forms of RFC 9110, §5.6.7.
enum HTTPDate {
    /// Nil if it isn't a date.
    static func secondsSince1970(_ text: Substring) -> Int? {
        let words = text.split(whereSeparator: { !$0.isLetter && !$0.isNumber }).map(String.init)
        // Where day, month, year, hour, minute and second stand.
        let places: [Int]
        switch words.count {
        // Sun, 06 Nov 1994 08:49:37 GMT; or Sunday, 06-Nov-94 08:49:37 GMT
        case 8 where words[7] == "GMT": places = [1, 2, 3, 4, 5, 6]
        // Sun Nov  6 08:49:37 1994
        case 7: places = [2, 1, 6, 3, 4, 5]
        default: return nil
        }
        guard let month = self.months.firstIndex(of: words[places[1]]),
            let day = Int(words[places[0]]), let year = Int(words[places[2]]), let hour = Int(words[places[3]]),
            let minute = Int(words[places[4]]), let second = Int(words[places[5]]),
            1...31 ~= day, 0...9999 ~= year, 0...23 ~= hour, 0...59 ~= minute, 0...60 ~= second
        else { return nil }
        let days = self.daysSince1970(year: self.fullYear(year), month: month + 1, day: day)
        return days * 86_400 + hour * 3600 + minute * 60 + second
    }

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    private static func fullYear(_ year: Int) -> Int {
        switch year {
        case 0..<70: year + 2000
        case 70..<100: year + 1900
        default: year
        }
    }

    /// Counts from 1 March, so that a leap day is the last of its year.
    private static func daysSince1970(year: Int, month: Int, day: Int) -> Int {
        let years = month > 2 ? year : year - 1
        let months = (month + 9) % 12
        let leapDays = years / 4 - years / 100 + years / 400
        let daysBeforeMonth = (months * 153 + 2) / 5
        return years * 365 + leapDays + daysBeforeMonth + day - 719_469
    }
}
