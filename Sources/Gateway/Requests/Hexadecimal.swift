/// Bytes as lower-case hexadecimal digits.
enum Hexadecimal {
    private static let digits = Array("0123456789abcdef".utf8)

    static func text(_ bytes: some Collection<UInt8>) -> String {
        String(unsafeUninitializedCapacity: bytes.count * 2) { buffer in
            var index = 0
            for byte in bytes {
                buffer[index] = self.digits[Int(byte >> 4)]
                buffer[index + 1] = self.digits[Int(byte & 15)]
                index += 2
            }
            return index
        }
    }

    static func isLowerCase(_ text: some Sequence<UInt8>) -> Bool {
        text.allSatisfy { self.digits.contains($0) }
    }
}
