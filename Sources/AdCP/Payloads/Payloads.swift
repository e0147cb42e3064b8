/// What the results of AdCP's tasks look like where they succeed, by the release that they were served under (the response schemas of
/// 3.0.18, 3.1.27 and 3.2.4), as far as a buyer relies on it.
///
/// It never refuses what those schemas accept. It accepts more: extra members and nulls, times of any spelling, and what real sellers
/// leave out of answers that buy nothing.
enum Payloads {
    /// Releases whose results look alike.
    enum Generation: CaseIterable, Sendable {
        case v3_0, v3_1, v3_2

        /// A later release is held against the last that is known.
        init(_ version: ProtocolVersion) {
            self = version < ProtocolVersion(3, 1) ? .v3_0 : version < ProtocolVersion(3, 2) ? .v3_1 : .v3_2
        }
    }

    /// What a task's result has to look like; nil for tasks of which no more is known than that they succeed.
    static func shape(of task: String, version: ProtocolVersion) -> Shape? {
        Self.shapes[Generation(version)]?[task]
    }

    private static let shapes: [Generation: [String: Shape]] = Dictionary(
        uniqueKeysWithValues: Generation.allCases.map { generation in
            (
                generation,
                [
                    "create_media_buy": MediaBuyShapes.created(generation),
                    "update_media_buy": MediaBuyShapes.updated(generation),
                    "buy_products": MediaBuyShapes.committed, "accept_proposal": MediaBuyShapes.committed,
                    "control_media_buy": MediaBuyShapes.controlled,
                    "sync_creatives": CreativeShapes.synced(generation),
                    "build_creative": CreativeShapes.built(generation),
                    "get_products": ProductShapes.found(generation), "activate_signal": ProductShapes.activated,
                    "sync_plans": GovernanceShapes.planned, "check_governance": GovernanceShapes.checked(generation),
                    "report_plan_outcome": GovernanceShapes.reported(generation),
                ]
            )
        })
}

extension TaskBody {
    /// What is wrong with the result, where the task is done; nil where it can be relied on.
    var fault: PayloadFault? {
        guard let shape = Payloads.shape(of: self.task, version: self.version) else { return nil }
        var result = self.result
        // The envelope's, and of a governance check the result's, too.
        if let token = self.object["governance_context"] { result["governance_context"] = token }
        return shape.fault(of: .object(result))
    }
}
