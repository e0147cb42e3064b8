import AdCP

/// An operation as Holdfast shows it, as far as these tests look.
struct OperationDocument: Sendable {
    let json: JSON

    init(_ json: JSON) {
        self.json = json
    }

    var state: OperationState? { self.json["state"]?.string.flatMap(OperationState.init(rawValue:)) }
    /// What told the last move.
    var channel: String? { self.json["channel"]?.string }
    var taskID: String? { self.json["task_id"]?.string }
    var mediaBuyID: String? { self.json["result"]?["media_buy_id"]?.string }
    /// AdCP release that the request was sent under.
    var sentVersion: String? { self.json["request"]?["adcp_version"]?.string }
    var errorCodes: [String] {
        self.json["error"]?["errors"]?.array?.compactMap { $0["code"]?.string } ?? []
    }
}
