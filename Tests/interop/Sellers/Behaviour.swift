/// What becomes of a media buy; each seller has its own word for it.
enum Behaviour: Sendable {
    case completesAtOnce
    /// Submitted; a moment later completed.
    case isApproved
    /// Submitted; a moment later rejected.
    case isRejected
    /// Submitted; then every poll hears that there is no such task.
    case vanishes
    /// Turned down in the very answer: there is no such product.
    case hasUnknownProduct
    /// The answer asks for input; the sandbox goes on once it has any.
    case asks

    /// The `product_id` that makes a seller behave so.
    func product(of seller: Seller) -> String {
        switch (self, seller) {
        case (.completesAtOnce, .package): "completes"
        case (.completesAtOnce, .sandbox): "instant"
        case (.isApproved, .package): "approves"
        case (.isApproved, .sandbox): "approve:1"
        case (.isRejected, .package): "rejects"
        case (.isRejected, .sandbox): "reject:1"
        case (.vanishes, .package): "vanishes"
        case (.vanishes, .sandbox): "approve:1+vanish"
        case (.hasUnknownProduct, _): "no-such-product"
        case (.asks, _): "input"
        }
    }
}
