-- What analysts and operators read of webhooks: deliveries and what became of them, contradictions, reports on delivery.

create or replace view adcp_report.webhook_deliveries as
select d.tenant_id, t.name as tenant, d.id as delivery_id, a.name as agent, r.mode, d.received_at, d.idempotency_key, d.operation_id,
    d.claimed_operation, d.task_id, d.task_type, d.outcome, d.seller_time, d.reason, d.error_code, encode(d.record_hash, 'hex') as record_hash,
    encode(d.fingerprint, 'hex') as fingerprint, coalesce(d.refusal, k.verdict, 'pending') as verdict, k.applied_at, k.attempt as failed_attempts
from adcp.webhook_deliveries d
join adcp.tenants t on t.id = d.tenant_id
join adcp.agents a on a.tenant_id = d.tenant_id and a.id = d.agent_id
join adcp.webhook_routes r on r.tenant_id = d.tenant_id and r.id = d.route_id
left join adcp.webhook_keys k
    on k.tenant_id = d.tenant_id and k.agent_id = d.agent_id and k.idempotency_key = d.idempotency_key and k.delivery_id = d.id;
comment on view adcp_report.webhook_deliveries is 'One row per proven delivery that was new: what it says and what became of it.';
comment on column adcp_report.webhook_deliveries.tenant_id is 'Whose door it came through.';
comment on column adcp_report.webhook_deliveries.tenant is 'Name of the tenant.';
comment on column adcp_report.webhook_deliveries.delivery_id is 'Identifier of the delivery.';
comment on column adcp_report.webhook_deliveries.agent is 'Name of the sender.';
comment on column adcp_report.webhook_deliveries.mode is 'How it proved itself.';
comment on column adcp_report.webhook_deliveries.received_at is 'When it came.';
comment on column adcp_report.webhook_deliveries.idempotency_key is 'The sender''s key.';
comment on column adcp_report.webhook_deliveries.operation_id is 'The operation it speaks of; null where none was known.';
comment on column adcp_report.webhook_deliveries.claimed_operation is 'The operation_id it carries, whatever it is.';
comment on column adcp_report.webhook_deliveries.task_id is 'The seller''s task.';
comment on column adcp_report.webhook_deliveries.task_type is 'AdCP task.';
comment on column adcp_report.webhook_deliveries.outcome is 'What it says, as an observation.';
comment on column adcp_report.webhook_deliveries.seller_time is 'Its own timestamp.';
comment on column adcp_report.webhook_deliveries.reason is 'The seller''s words (untrusted, capped).';
comment on column adcp_report.webhook_deliveries.error_code is 'AdCP error code, where there is one.';
comment on column adcp_report.webhook_deliveries.record_hash is 'SHA-256 of the canonical {task_type, status, value} of a settled outcome.';
comment on column adcp_report.webhook_deliveries.fingerprint is 'SHA-256 of the canonical payload; null where it is none.';
comment on column adcp_report.webhook_deliveries.verdict is 'What became of it: a verdict of adcp_api.observe, recorded, noted, tested, unmatched, mismatched, awaited, pending, or key_conflict and invalid for what was refused and kept.';
comment on column adcp_report.webhook_deliveries.applied_at is 'When it was applied.';
comment on column adcp_report.webhook_deliveries.failed_attempts is 'Attempts to apply it that failed.';

create or replace view adcp_report.webhook_conflicts as
select e.tenant_id, t.name as tenant, a.name as agent, 'outcome' as kind, e.occurred_at, e.operation_id, e.channel,
    null::text as idempotency_key, null::uuid as delivery_id, e.detail ->> 'settlement_hash' as kept_hash,
    e.detail ->> 'record_hash' as refused_hash, e.reason
from adcp.operation_events e
join adcp.operations o on o.tenant_id = e.tenant_id and o.id = e.operation_id
join adcp.tenants t on t.id = e.tenant_id
join adcp.agents a on a.tenant_id = o.tenant_id and a.id = o.agent_id
where e.kind = 'conflict'
union all
select d.tenant_id, t.name, a.name, 'key', d.received_at, k_delivery.operation_id, 'webhook', d.idempotency_key, d.id,
    encode(k.fingerprint, 'hex'), encode(d.fingerprint, 'hex'), d.reason
from adcp.webhook_deliveries d
join adcp.webhook_keys k on k.tenant_id = d.tenant_id and k.agent_id = d.agent_id and k.idempotency_key = d.idempotency_key
join adcp.tenants t on t.id = d.tenant_id
join adcp.agents a on a.tenant_id = d.tenant_id and a.id = d.agent_id
left join adcp.webhook_deliveries k_delivery
    on k_delivery.tenant_id = k.tenant_id and k_delivery.id = k.delivery_id and k_delivery.received_at = k.accepted_at
where d.refusal = 'key_conflict';
comment on view adcp_report.webhook_conflicts is
    'One row per contradiction of a seller: an outcome other than the one that settled the operation, or a payload other than the one its key stands for.';
comment on column adcp_report.webhook_conflicts.tenant_id is 'Whose operation or door it is.';
comment on column adcp_report.webhook_conflicts.tenant is 'Name of the tenant.';
comment on column adcp_report.webhook_conflicts.agent is 'Name of the seller''s agent.';
comment on column adcp_report.webhook_conflicts.kind is 'outcome: of an operation, by any channel. key: of a webhook''s idempotency key.';
comment on column adcp_report.webhook_conflicts.occurred_at is 'When the second was told.';
comment on column adcp_report.webhook_conflicts.operation_id is 'The operation; null where a webhook speaks of none that is known.';
comment on column adcp_report.webhook_conflicts.channel is 'What told us the second.';
comment on column adcp_report.webhook_conflicts.idempotency_key is 'The key of the webhook; null for an outcome.';
comment on column adcp_report.webhook_conflicts.delivery_id is 'The delivery that was refused, to be read whole; null for an outcome.';
comment on column adcp_report.webhook_conflicts.kept_hash is 'SHA-256 of what was first: the settled record, or the payload.';
comment on column adcp_report.webhook_conflicts.refused_hash is 'SHA-256 of what came second; null where only the end was told, without its record.';
comment on column adcp_report.webhook_conflicts.reason is 'The seller''s words (untrusted, capped).';

create or replace view adcp_report.media_buy_delivery as
select distinct on (r.tenant_id, r.agent_id, r.media_buy_id, r.period_start, r.period_end)
    r.tenant_id, t.name as tenant, a.name as agent, r.media_buy_id, r.period_start, r.period_end, r.sequence, r.notification_type, r.currency,
    r.status, r.spend, r.impressions, r.clicks, r.received_at, r.delivery_id
from adcp.delivery_reports r
join adcp.tenants t on t.id = r.tenant_id
join adcp.agents a on a.tenant_id = r.tenant_id and a.id = r.agent_id
order by r.tenant_id, r.agent_id, r.media_buy_id, r.period_start, r.period_end, r.sequence desc;
comment on view adcp_report.media_buy_delivery is
    'One row per media buy and period: how it delivers, by the seller''s latest report on that period. An adjusted report has replaced the one before.';
comment on column adcp_report.media_buy_delivery.tenant_id is 'Whose buy it is.';
comment on column adcp_report.media_buy_delivery.tenant is 'Name of the tenant.';
comment on column adcp_report.media_buy_delivery.agent is 'Name of the seller''s agent.';
comment on column adcp_report.media_buy_delivery.media_buy_id is 'The seller''s identifier of the buy.';
comment on column adcp_report.media_buy_delivery.period_start is 'Beginning of the period, included.';
comment on column adcp_report.media_buy_delivery.period_end is 'End of the period, not included.';
comment on column adcp_report.media_buy_delivery.sequence is 'The seller''s number of the report; 0 where it gives none.';
comment on column adcp_report.media_buy_delivery.notification_type is 'scheduled, final, delayed, adjusted or window_update.';
comment on column adcp_report.media_buy_delivery.currency is 'ISO 4217 code of the amounts.';
comment on column adcp_report.media_buy_delivery.status is 'Status of the buy, as the seller says.';
comment on column adcp_report.media_buy_delivery.spend is 'Total spend in the period, in units of the currency.';
comment on column adcp_report.media_buy_delivery.impressions is 'Total impressions in the period.';
comment on column adcp_report.media_buy_delivery.clicks is 'Total clicks in the period.';
comment on column adcp_report.media_buy_delivery.received_at is 'When the report came.';
comment on column adcp_report.media_buy_delivery.delivery_id is 'The webhook that brought it.';
