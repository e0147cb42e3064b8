import AdCP
import Testing

@testable import AgentClient

struct RetryAfterTests {
    @Test(arguments: [
        ("0", 1), ("1", 1), ("120", 120), ("3600", 3600), ("3601", 3600), ("99999999999999999999999", 3600), (" 7", 7),
        ("", nil), ("-5", nil), ("1.5", nil), ("soon", nil), ("12 seconds", nil), ("٣", nil),
    ])
    func `a number is clamped`(value: String, seconds: Int?) {
        #expect(RetryAfter.seconds(header: value, date: nil) == seconds)
    }

    @Test(arguments: [
        "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
    ])
    func `all forms of a date are the same moment`(text: String) {
        #expect(HTTPDate.secondsSince1970(text[...]) == 784_111_777)
    }

    @Test(arguments: [
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0), ("Tue, 29 Feb 2000 12:00:00 GMT", 951_825_600),
        ("Sat, 01 Mar 2098 00:00:00 GMT", 4_044_470_400), ("Tue, 19 Jan 2038 03:14:08 GMT", 2_147_483_648),
    ])
    func `days are counted through leap years`(text: String, seconds: Int) {
        #expect(HTTPDate.secondsSince1970(text[...]) == seconds)
    }

    @Test(arguments: [
        "", "GMT", "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 32 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 25:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 06 Nov 99999 08:49:37 GMT", "1994-11-06T08:49:37Z",
    ])
    func `what is not a date is none`(text: String) {
        #expect(HTTPDate.secondsSince1970(text[...]) == nil)
    }

    @Test func `a date is compared with the clock that made it`() {
        let date = "Sun, 06 Nov 1994 08:49:37 GMT"
        #expect(RetryAfter.seconds(header: "Sun, 06 Nov 1994 08:50:07 GMT", date: date) == 30)
        #expect(RetryAfter.seconds(header: "Sun, 06 Nov 1994 08:00:00 GMT", date: date) == 1)
        #expect(RetryAfter.seconds(header: "Mon, 07 Nov 1994 08:49:37 GMT", date: date) == 3600)
        #expect(RetryAfter.seconds(header: date, date: nil) == 1)
    }
}
