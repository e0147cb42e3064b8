import HTTPTypes

/// Names one request in the answer and in every log line.
enum RequestIdentifier {
    /// The client's own, if it is well-formed: 1 to 128 letters, digits, `.`, `_` or `-`. Else a new one.
    static func choose(_ headers: HTTPFields) -> String {
        let values = headers[values: .requestID]
        guard values.count == 1, (1...128).contains(values[0].utf8.count), values[0].utf8.allSatisfy(self.isAllowed)
        else {
            return self.make()
        }
        return values[0]
    }

    static func make() -> String {
        Hexadecimal.text((0..<16).map { _ in UInt8.random(in: .min ... .max) })
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
