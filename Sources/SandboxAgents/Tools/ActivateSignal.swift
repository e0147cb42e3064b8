import AdCP

/// `activate_signal`.
enum ActivateSignal {
    static let tool = Tool(
        name: "activate_signal", purpose: "Makes a signal usable at destinations.",
        members: ["signal_agent_segment_id": ["type": "string"], "destinations": ["type": "array", "minItems": 1]],
        required: ["signal_agent_segment_id", "destinations"],
        work: .mutation { order, _ throws(AdCPError) in
            guard order.arguments["signal_agent_segment_id"]?.string != nil else {
                throw .missing("signal_agent_segment_id")
            }
            guard let destinations = order.arguments["destinations"]?.array, !destinations.isEmpty else {
                throw .missing("destinations")
            }
            let deployments: [JSON] = destinations.map { destination in
                .object((destination.object ?? JSONObject()).merging(["is_live": true]))
            }
            let effect = Entry(
                .signalActivated, at: order.at,
                order.trace.merging(
                    JSONObject(present: [
                        "signal_agent_segment_id": order.arguments["signal_agent_segment_id"],
                        "destinations": .array(destinations),
                    ])))
            return Performed(body: ["deployments": .array(deployments)], effects: [effect])
        })
}
