/// Words of a counterparty, made safe to store and to show. They are never read for decisions.
public enum CounterpartyText {
    /// Without control, formatting and direction characters, white space folded, at most `limit` bytes of UTF-8; nil if nothing is left.
    public static func shown(_ text: String?, limit: Int = 512) -> String? {
        guard let text else { return nil }
        var kept = String.UnicodeScalarView()
        var size = 0
        var pendingSpace = false
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .spaceSeparator, .lineSeparator, .paragraphSeparator:
                pendingSpace = !kept.isEmpty
                continue
            case .control:
                if scalar.properties.isWhitespace { pendingSpace = !kept.isEmpty }
                continue
            case .format, .surrogate, .privateUse, .unassigned:
                continue
            default:
                break
            }
            let width = UTF8.width(scalar) + (pendingSpace ? 1 : 0)
            guard size + width <= limit else { break }
            if pendingSpace { kept.append(" ") }
            kept.append(scalar)
            size += width
            pendingSpace = false
        }
        return kept.isEmpty ? nil : String(kept)
    }
}
