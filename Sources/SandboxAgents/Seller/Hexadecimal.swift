import Crypto

extension Sequence<UInt8> {
    /// Lower-case hexadecimal digits.
    var hexadecimal: String {
        let digits = Array("0123456789abcdef".unicodeScalars)
        var text = String.UnicodeScalarView()
        for byte in self {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(text)
    }
}

extension SHA256 {
    /// Digest of the text, in hexadecimal.
    static func hexadecimal(of text: String) -> String {
        SHA256.hash(data: Array(text.utf8)).hexadecimal
    }
}
