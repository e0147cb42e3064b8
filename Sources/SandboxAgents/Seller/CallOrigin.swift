import AdCP

/// What the record keeps of a call to tell later which of the buyer's operations an effect belongs to.
struct CallOrigin: Sendable {
    let keyHash: String?
    let operationID: String?
    let purchaseOrder: String?

    /// - Parameter keyHash: of the call's idempotency key.
    init(arguments: JSONObject, keyHash: String?) {
        self.keyHash = keyHash
        self.operationID =
            arguments["context"]?["operation_id"]?.string
            ?? arguments["push_notification_config"]?["operation_id"]?.string
        self.purchaseOrder = arguments["po_number"]?.string
    }

    init(recorded details: JSONObject) {
        self.keyHash = details["key_hash"]?.string
        self.operationID = details["operation_id"]?.string
        self.purchaseOrder = details["po_number"]?.string
    }

    var details: JSONObject {
        JSONObject(present: [
            "key_hash": .text(self.keyHash), "operation_id": .text(self.operationID),
            "po_number": .text(self.purchaseOrder),
        ])
    }
}
