/// What an AdCP error calls for.
public enum Recovery: String, Sendable, CaseIterable {
    /// The same request may succeed later.
    case transient
    /// Another request may succeed; this one will not.
    case correctable
    /// A person has to act.
    case terminal
}
