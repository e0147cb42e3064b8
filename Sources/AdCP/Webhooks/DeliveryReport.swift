/// Delivery that a seller reports of its own accord (C §6.7; `media-buy/media-buy-delivery-webhook-result.json`, and in 3.0
/// `media-buy/get-media-buy-delivery-response.json`).
///
/// It never settles an operation: its task is the report, of which there are many for one media buy.
public struct DeliveryReport: Sendable, Equatable {
    public enum NotificationType: String, Sendable, CaseIterable {
        /// A regular report.
        case scheduled
        /// The last one.
        case final
        /// The data are not there yet.
        case delayed
        /// Corrected data, in place of what was reported for the same period.
        case adjusted
        /// Data of a wider window of measurement, in place of what was reported for the same period.
        case windowUpdate = "window_update"
    }

    public let notificationType: NotificationType
    /// Position among the reports of one registration, from 1; sellers may leave it out.
    public let sequenceNumber: Int?
    /// Beginning of the period, RFC 3339.
    public let periodStart: String
    /// End of the period, RFC 3339; it is not part of it.
    public let periodEnd: String
    /// When the next report is due, RFC 3339.
    public let nextExpectedAt: String?
    /// ISO 4217 code of every amount in the report; 3.2 has it in each delivery instead.
    public let currency: String?
    /// One for each media buy, in the seller's order.
    public let deliveries: [MediaBuyDelivery]
    /// The whole report, as JSON: numbers as the seller wrote them.
    public let text: String

    public static let taskType = "media_buy_delivery"
}

/// What one media buy delivered in the period of a report.
public struct MediaBuyDelivery: Sendable, Equatable {
    public let mediaBuyID: String
    /// ISO 4217 code of the amounts in it, from itself or else from the report; nil where each package has its own.
    public let currency: String?
    /// The whole element, as JSON: numbers as the seller wrote them.
    public let text: String
}

extension DeliveryReport {
    /// The report in a webhook; nil for any other task, and for a report that failed.
    init?(_ envelope: WebhookEnvelope) throws(WebhookPayloadError) {
        guard envelope.taskType == Self.taskType, envelope.status == .completed else { return nil }
        guard let result = envelope.result else { throw .missing("result") }
        self.notificationType = try result.required("notification_type") {
            $0.string.flatMap(NotificationType.init(rawValue:))
        }
        self.sequenceNumber = try result.optional("sequence_number") { $0.int.flatMap { $0 >= 1 ? $0 : nil } }
        let period = try result.members("reporting_period")
        self.periodStart = try period.required("start") { Timestamp.rfc3339($0.string) }
        self.periodEnd = try period.required("end") { Timestamp.rfc3339($0.string) }
        self.nextExpectedAt = try result.optional("next_expected_at") { Timestamp.rfc3339($0.string) }
        let currency = try result.optional("currency", Self.currency)
        self.currency = currency
        let elements = try result.required("media_buy_deliveries", \.array)
        self.deliveries = try result.list(elements, in: "media_buy_deliveries").map {
            element throws(WebhookPayloadError) in
            try MediaBuyDelivery(element, currency: currency)
        }
        self.text = JSON.object(result.object).text
        // Two accounts of one buy for one period: nobody could say which counts.
        var seen: Set<[UInt8]> = []
        for (position, delivery) in self.deliveries.enumerated() {
            guard seen.insert(Array(delivery.mediaBuyID.utf8)).inserted else {
                throw .invalid("\(result.path("media_buy_deliveries"))[\(position)].media_buy_id")
            }
        }
    }

    fileprivate static func currency(_ json: JSON) -> String? {
        guard let text = json.string, text.utf8.count == 3,
            text.utf8.allSatisfy({ UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0 })
        else { return nil }
        return text
    }
}

extension MediaBuyDelivery {
    /// Takes what the schema of an element requires; the numbers in it are for whoever adds them up.
    fileprivate init(_ element: WebhookMembers, currency: String?) throws(WebhookPayloadError) {
        self.mediaBuyID = try element.required("media_buy_id") { Identifier.opaque($0) }
        _ = try element.required("status") { Identifier.opaque($0, limit: 100) }
        _ = try element.required("totals", \.object)
        _ = try element.required("by_package", \.array)
        let own = try element.optional("currency", DeliveryReport.currency)
        // AdCP's row_currency_consistency: one report has one name for its money.
        guard own == nil || currency == nil || own == currency else { throw .invalid(element.path("currency")) }
        self.currency = own ?? currency
        self.text = JSON.object(element.object).text
    }
}
