public import struct Foundation.UUID
import Postgres

/// Names one campaign: none is ever looked up without its tenant.
public struct CampaignID: Sendable, Hashable {
    public let tenant: UUID
    public let id: UUID

    public init(tenant: UUID, id: UUID) {
        self.tenant = tenant
        self.id = id
    }
}

extension Database {
    private static let createCampaign = Statement(
        name: "create_campaign",
        sql: "select campaign_id, is_new from adcp_api.create_campaign($1::uuid, $2::jsonb, $3, $4)")
    private static let getCampaign = Statement(
        name: "get_campaign", sql: "select adcp_api.get_campaign($1::uuid, $2::uuid)")
    private static let listCampaigns = Statement(
        name: "list_campaigns", sql: "select adcp_api.list_campaigns($1::uuid, $2::uuid, $3::integer)")
    private static let cancelCampaign = Statement(
        name: "cancel_campaign", sql: "select adcp_api.cancel_campaign($1::uuid, $2::uuid, $3)")

    /// Creates a campaign, whole or not at all; nothing is sent before this returns. The same key gives the same campaign.
    ///
    /// - Parameters:
    ///   - document: `{name, plan_id, governance_agent, caller, conditions, buys}`, as JSON.
    ///   - caller: who asks governance, where the document does not say.
    public func createCampaign(
        tenant: UUID, _ document: String, caller: String?, key: String? = nil
    ) async throws(DatabaseError) -> (campaign: UUID, isNew: Bool) {
        let rows = try await self.rows(
            Self.createCampaign, [.uuid(tenant), .text(document), .text(caller), .text(key)])
        return (try rows.uuid("create_campaign", 0, 0), rows.bool(0, 1))
    }

    /// A campaign with its buys and what governance said of each, as a JSON document.
    public func campaign(_ campaign: CampaignID) async throws(DatabaseError) -> String {
        try await self.value(Self.getCampaign, [.uuid(campaign.tenant), .uuid(campaign.id)])
    }

    /// A page of campaigns, newest first, as a JSON document `{campaigns, next}`.
    ///
    /// - Parameter limit: 1 to 500.
    public func campaigns(
        tenant: UUID, before: UUID? = nil, limit: Int = 50
    ) async throws(DatabaseError) -> String {
        try await self.value(Self.listCampaigns, [.uuid(tenant), .uuid(before), .int(limit)])
    }

    /// Cancels every buy of a campaign as far as that is possible; returns the campaign.
    public func cancel(_ campaign: CampaignID, reason: String? = nil) async throws(DatabaseError) -> String {
        try await self.value(Self.cancelCampaign, [.uuid(campaign.tenant), .uuid(campaign.id), .text(reason)])
    }
}
