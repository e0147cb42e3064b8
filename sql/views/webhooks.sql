-- What analysts and operators read of webhooks: one row per accepted delivery and what became of it.

create or replace view adcp_report.webhook_deliveries as
select d.tenant_id, t.name as tenant, d.id as delivery_id, a.name as agent, r.mode, d.received_at, d.idempotency_key, d.operation_id,
    d.claimed_operation, d.task_id, d.task_type, d.outcome, d.seller_time, d.reason, d.error_code, encode(d.record_hash, 'hex') as record_hash,
    coalesce(k.verdict, 'pending') as verdict, k.applied_at, k.attempt as failed_attempts
from adcp.webhook_deliveries d
join adcp.tenants t on t.id = d.tenant_id
join adcp.agents a on a.tenant_id = d.tenant_id and a.id = d.agent_id
join adcp.webhook_routes r on r.tenant_id = d.tenant_id and r.id = d.route_id
left join adcp.webhook_keys k
    on k.tenant_id = d.tenant_id and k.agent_id = d.agent_id and k.idempotency_key = d.idempotency_key and k.delivery_id = d.id;
comment on view adcp_report.webhook_deliveries is 'One row per accepted delivery: what it says and what became of it.';
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
comment on column adcp_report.webhook_deliveries.verdict is 'What became of it: a verdict of adcp_api.observe, unmatched, mismatched, or pending.';
comment on column adcp_report.webhook_deliveries.applied_at is 'When it was applied.';
comment on column adcp_report.webhook_deliveries.failed_attempts is 'Attempts to apply it that failed.';
