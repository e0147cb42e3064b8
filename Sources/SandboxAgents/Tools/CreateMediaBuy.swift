import AdCP
import Foundation

/// `create_media_buy`.
enum CreateMediaBuy {
    static let tool = Tool(
        name: "create_media_buy",
        purpose: "Buys the packages. packages[0].product_id says how the sandbox behaves, such as approve:2.",
        members: [
            "brand": ["type": "object"], "packages": ["type": "array", "minItems": 1],
            "start_time": ["type": "string"], "end_time": ["type": "string"], "po_number": ["type": "string"],
        ],
        required: ["packages"],
        work: .mutation(Self.perform))

    static func perform(_ order: WorkOrder, in ledger: Ledger) throws(AdCPError) -> Performed {
        guard let packages = order.arguments["packages"]?.array, !packages.isEmpty else {
            throw .missing("packages")
        }
        var bought: [JSON] = []
        var total = 0.0
        for (position, package) in packages.enumerated() {
            guard let product = package["product_id"]?.string else {
                throw .missing("packages[\(position)].product_id")
            }
            if let budget = package["budget"]?.double {
                guard budget >= 0 else { throw .invalid("packages[\(position)].budget", "must not be negative") }
                total += budget
            }
            bought.append(
                .object(
                    JSONObject(present: [
                        "package_id": .string(Identifier.make("pkg")), "product_id": .string(product),
                        "pricing_option_id": package["pricing_option_id"], "budget": package["budget"],
                        "context": package["context"],
                    ])))
        }
        let now = Timestamp.text(order.at)
        let document = JSONObject(present: [
            "media_buy_id": .string(Identifier.make("mb")), "name": order.arguments["name"], "status": "active",
            "currency": "USD", "total_budget": order.arguments["total_budget"]?["amount"] ?? JSON(total),
            "start_time": Self.start(order), "end_time": order.arguments["end_time"],
            "confirmed_at": .string(now), "revision": 1, "created_at": .string(now), "updated_at": .string(now),
            "packages": .array(bought), "context": order.arguments["context"],
        ])
        let effect = Entry(
            .mediaBuyCreated, at: order.at,
            JSONObject(present: ["media_buy_id": document["media_buy_id"]])
                .merging(order.trace).merging(["media_buy": .object(document)]))
        return Performed(body: MediaBuyAnswer.body(document, version: order.version), effects: [effect])
    }

    /// `asap` becomes the time of the buy.
    private static func start(_ order: WorkOrder) -> JSON? {
        order.arguments["start_time"].map { $0 == "asap" ? .string(Timestamp.text(order.at)) : $0 }
    }
}

/// How a buy shows in the answer that made it.
enum MediaBuyAnswer {
    static func body(_ document: JSONObject, version: Version) -> JSONObject {
        var body = JSONObject(present: [
            "media_buy_id": document["media_buy_id"], "confirmed_at": document["confirmed_at"],
            "revision": document["revision"], "packages": document["packages"],
        ])
        body[self.statusMember(version)] = document["status"]
        return body
    }

    /// AdCP 3.0 put the status of the buy where later releases put that of the task.
    static func statusMember(_ version: Version) -> String {
        version < Version(3, 1) ? "status" : "media_buy_status"
    }
}
