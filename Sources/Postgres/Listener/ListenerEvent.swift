/// What a listener has to say.
public enum ListenerEvent: Sendable, Hashable {
    /// Notifications may have been missed: look at the tables. Comes after every (re)connection, when LISTEN has succeeded, and
    /// whenever more came than the buffer holds.
    case resync
    /// Somebody committed a NOTIFY.
    case notification(channel: String, payload: String)
}
