import AdCP

extension Seller {
    /// What the seller publishes of itself for A2A, in the form of the releases that it offers.
    ///
    /// - Parameter url: where it takes messages.
    nonisolated func agentCard(url: String) -> JSON {
        let releases = self.configuration.a2aReleases
        var capabilities: JSONObject = ["streaming": false, "pushNotifications": false]
        if self.configuration.hasA2AProfile {
            capabilities["extensions"] = [["uri": .string(AgentCard.profile), "required": true]]
        }
        var card: JSONObject = [
            "name": "Holdfast sandbox seller", "description": "A seller to play against", "version": "1",
            "capabilities": .object(capabilities),
            "defaultInputModes": ["application/json"], "defaultOutputModes": ["application/json"],
            "skills": .array(
                self.catalogue.tools.map {
                    [
                        "id": .string($0.name), "name": .string($0.name), "description": .string($0.purpose),
                        "tags": ["adcp"],
                    ]
                }),
        ]
        if releases.contains(.current) {
            card["supportedInterfaces"] = .array(
                releases.map {
                    ["url": .string(url), "protocolBinding": "JSONRPC", "protocolVersion": .string($0.rawValue)]
                })
        }
        if releases.contains(.legacy) {
            card["url"] = .string(url)
            card["preferredTransport"] = "JSONRPC"
            card["protocolVersion"] = "0.3.0"
        }
        return .object(card)
    }
}
