/// The forms of A2A that agents speak (C §1.2). Raw values are as cards name them, without patches.
public enum A2ARelease: String, Sendable, CaseIterable {
    /// `message/send`, and a `kind` in everything.
    case legacy = "0.3"
    /// `SendMessage`, told apart by the header `A2A-Version`.
    case current = "1.0"

    /// The release that a card's words mean; nil for one that we do not speak.
    init?(named text: String) {
        let numbers = text.split(separator: ".", omittingEmptySubsequences: false)
        if numbers.first == "1" {
            self = .current
        } else if numbers.starts(with: ["0", "3"]) {
            self = .legacy
        } else {
            return nil
        }
    }
}
