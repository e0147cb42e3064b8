import AdCP

/// Whose thing it is: buys, tasks and keys are seen by the token and account that made them, and by nobody else.
struct Owner: Hashable, Sendable {
    /// Place of the bearer token in the seller's list; 0 where the seller asks for none.
    let token: Int
    /// The account as the request named it, canonical.
    let account: String

    init(token: Int, account: JSON?) {
        self.token = token
        self.account = account?.canonical ?? ""
    }

    init?(recorded details: JSONObject) {
        guard let token = details["token"]?.int else { return nil }
        self.init(token: token, account: details["account"])
    }

    var details: JSONObject {
        JSONObject(present: ["token": JSON(self.token), "account": try? JSON(parsing: self.account)])
    }
}

/// Who asked for what by which idempotency key; the key itself is a secret and only its hash is kept.
struct KeyScope: Hashable, Sendable {
    let owner: Owner
    let keyHash: String
}
