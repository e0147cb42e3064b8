/// Tasks whose body has, in older releases, the status of a resource in the place where later ones have the status of the task.
struct ResourceStatus {
    /// The member that shows that the body is about such a resource.
    let identifier: String
    /// First release in which `status` is the task's.
    let endsWith: ProtocolVersion
    /// Where later releases keep the status of the resource.
    let laterName: String
    let words: Set<String>

    static func of(task: String) -> ResourceStatus? {
        switch task {
        case "create_media_buy", "update_media_buy": self.mediaBuy
        case "acquire_rights": self.rights
        default: nil
        }
    }

    /// `enums/media-buy-status.json`; `status` in the body through 3.1, `media_buy_status` since.
    private static let mediaBuy = ResourceStatus(
        identifier: "media_buy_id", endsWith: ProtocolVersion(3, 2), laterName: "media_buy_status",
        words: ["pending_creatives", "pending_start", "active", "paused", "completed", "rejected", "canceled"])

    /// `brand/acquire-rights-response.json`; `status` in the body in 3.0, `rights_status` since.
    private static let rights = ResourceStatus(
        identifier: "rights_id", endsWith: ProtocolVersion(3, 1), laterName: "rights_status",
        words: ["acquired", "pending_approval", "rejected"])
}
