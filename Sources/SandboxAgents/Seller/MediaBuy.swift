import AdCP

/// A media buy of this seller.
struct MediaBuy: Sendable {
    let owner: Owner
    /// As `get_media_buys` shows it, in AdCP 3.2.
    var document: JSONObject

    var id: String { self.document["media_buy_id"]?.string ?? "" }
    var status: String { self.document["status"]?.string ?? "" }
    var revision: Int { self.document["revision"]?.int ?? 1 }
}

/// A creative in an account's library.
struct Creative: Sendable {
    let owner: Owner
    /// As `list_creatives` shows it.
    var document: JSONObject

    var id: String { self.document["creative_id"]?.string ?? "" }
}
