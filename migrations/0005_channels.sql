-- migrate:up
-- kind: expand
-- locks: none on existing objects
-- expected at ten million rows: does not depend on rows
-- minimum application version: 0.1
--
-- What comes in and goes out: webhook deliveries with their deduplication, calls to agents, running instances.
set local lock_timeout = '2s';
set local statement_timeout = '60s';
set local role adcp_owner;

create table adcp.webhook_keys (
    tenant_id        uuid        not null,
    agent_id         uuid        not null,
    idempotency_key  text        not null check (length(idempotency_key) between 1 and 255),
    fingerprint      bytea       not null check (length(fingerprint) = 32),
    delivery_id      uuid        not null,
    accepted_at      timestamptz not null default now(),
    applied_at       timestamptz,
    verdict          text,
    due_at           timestamptz,
    lease_token      bigint      not null default 0,
    attempt          integer     not null default 0,
    primary key (tenant_id, agent_id, idempotency_key),
    constraint webhook_keys_pending_is_due check ((applied_at is null) = (due_at is not null)),
    constraint webhook_keys_applied_has_verdict check (applied_at is null or verdict is not null)
) with (fillfactor = 70);
create index webhook_keys_pending on adcp.webhook_keys (due_at) where applied_at is null;
create index webhook_keys_unmatched on adcp.webhook_keys (applied_at) where verdict = 'unmatched';
comment on table adcp.webhook_keys is 'One row per delivery key of a sender: binds it to the fingerprint of its payload, and holds the work of applying it.';
comment on column adcp.webhook_keys.tenant_id is 'Whose door it came through.';
comment on column adcp.webhook_keys.agent_id is 'The sender, as it proved itself.';
comment on column adcp.webhook_keys.idempotency_key is 'The sender''s key: stable over its retries.';
comment on column adcp.webhook_keys.fingerprint is 'SHA-256 of the canonical payload first seen under the key.';
comment on column adcp.webhook_keys.delivery_id is 'The delivery that brought it first.';
comment on column adcp.webhook_keys.accepted_at is 'When it was first accepted; retention counts from here.';
comment on column adcp.webhook_keys.applied_at is 'When it was applied to its operation.';
comment on column adcp.webhook_keys.verdict is 'What became of it: a verdict of adcp_api.observe, recorded (a delivery report), noted (changed capabilities), tested, unmatched or mismatched; awaited while the operation it speaks of may still turn up.';
comment on column adcp.webhook_keys.due_at is 'When the next attempt to apply it is due; null when it is applied.';
comment on column adcp.webhook_keys.lease_token is 'Raised by every claim of the delivery.';
comment on column adcp.webhook_keys.attempt is 'Attempts to apply it that failed.';

create table adcp.webhook_deliveries (
    tenant_id      uuid        not null,
    id             uuid        not null,
    received_at    timestamptz not null default now(),
    agent_id       uuid        not null,
    route_id       uuid        not null,
    idempotency_key  text      not null,
    operation_id   uuid,
    claimed_operation text,
    task_id        text,
    task_type      text,
    outcome        text,
    seller_time    timestamptz,
    context_id     text,
    reason         text,
    error_code     text,
    record_hash    bytea,
    value          jsonb,
    fingerprint    bytea       check (length(fingerprint) = 32),
    refusal        text        check (refusal in ('key_conflict', 'invalid')),
    body           text        not null,
    primary key (tenant_id, id, received_at)
) partition by range (received_at);
create table adcp.webhook_deliveries_default partition of adcp.webhook_deliveries default;
select adcp.prefer_lz4('webhook_deliveries', 'body');
comment on table adcp.webhook_deliveries is 'One row per proven delivery that was new: its bytes and what they say. Append only, partitioned by week.';
comment on column adcp.webhook_deliveries.tenant_id is 'Whose door it came through.';
comment on column adcp.webhook_deliveries.id is 'Identifier (UUIDv7).';
comment on column adcp.webhook_deliveries.received_at is 'When it came.';
comment on column adcp.webhook_deliveries.agent_id is 'The sender, as it proved itself.';
comment on column adcp.webhook_deliveries.route_id is 'The address it came to.';
comment on column adcp.webhook_deliveries.idempotency_key is 'The sender''s key; what became of the delivery stands in adcp.webhook_keys.';
comment on column adcp.webhook_deliveries.operation_id is 'The operation it speaks of, where its operation_id is one of ours by form.';
comment on column adcp.webhook_deliveries.claimed_operation is 'The operation_id it carries, whatever it is.';
comment on column adcp.webhook_deliveries.task_id is 'The seller''s task.';
comment on column adcp.webhook_deliveries.task_type is 'AdCP task.';
comment on column adcp.webhook_deliveries.outcome is 'What it says, as an observation.';
comment on column adcp.webhook_deliveries.seller_time is 'Its own timestamp.';
comment on column adcp.webhook_deliveries.context_id is 'The seller''s conversation.';
comment on column adcp.webhook_deliveries.reason is 'The seller''s words (untrusted, capped).';
comment on column adcp.webhook_deliveries.error_code is 'AdCP error code, where there is one.';
comment on column adcp.webhook_deliveries.record_hash is 'SHA-256 of the canonical {task_type, status, value} of a settled outcome.';
comment on column adcp.webhook_deliveries.value is 'The task''s own result or errors.';
comment on column adcp.webhook_deliveries.fingerprint is 'SHA-256 of the canonical payload; null where it is none.';
comment on column adcp.webhook_deliveries.refusal is 'Why it was kept for people only: key_conflict where its key stands for another payload, invalid where it is no payload; null for all that were taken.';
comment on column adcp.webhook_deliveries.body is 'The bytes as they came.';
comment on table adcp.webhook_deliveries_default is 'Takes what no partition was made for, so that nothing is ever refused; the doctor reports rows in it.';

-- What accepting and applying deliveries carry from one of their statements to the next.
create type adcp.arrival as (
    ordinal          integer,
    tenant_id        uuid,
    agent_id         uuid,
    idempotency_key  text,
    delivery_id      uuid,
    received_at      timestamptz,
    operation_id     uuid,
    claimed_operation text,
    task_id          text,
    task_type        text,
    outcome          text,
    context_id       text,
    seller_time      timestamptz,
    reason           text,
    error_code       text,
    record_hash      bytea,
    value            jsonb,
    verdict          text
);
comment on type adcp.arrival is 'A delivery whose key is its own, and what became of it.';

create table adcp.delivery_reports (
    tenant_id          uuid        not null,
    agent_id           uuid        not null,
    media_buy_id       text        not null check (length(media_buy_id) between 1 and 512),
    period_start       timestamptz not null,
    period_end         timestamptz not null,
    sequence           bigint      not null default 0,
    notification_type  text        not null,
    currency           text,
    status             text,
    spend              numeric,
    impressions        numeric,
    clicks             numeric,
    report             jsonb       not null,
    delivery_id        uuid        not null,
    received_at        timestamptz not null default now(),
    primary key (tenant_id, agent_id, media_buy_id, period_start, period_end, sequence),
    constraint delivery_reports_period_is_forward check (period_end >= period_start)
);
comment on table adcp.delivery_reports is 'One row per seller, media buy, period and sequence: how a buy delivers, as the seller reports it. The highest sequence of a period holds.';
comment on column adcp.delivery_reports.tenant_id is 'Whose buy it is.';
comment on column adcp.delivery_reports.agent_id is 'The seller''s agent that reports.';
comment on column adcp.delivery_reports.media_buy_id is 'The seller''s identifier of the buy.';
comment on column adcp.delivery_reports.period_start is 'Beginning of the period, included.';
comment on column adcp.delivery_reports.period_end is 'End of the period, not included.';
comment on column adcp.delivery_reports.sequence is 'The seller''s number of the report; 0 where it gives none.';
comment on column adcp.delivery_reports.notification_type is 'scheduled, final, delayed, adjusted or window_update.';
comment on column adcp.delivery_reports.currency is 'ISO 4217 code of the amounts.';
comment on column adcp.delivery_reports.status is 'Status of the buy, as the seller says.';
comment on column adcp.delivery_reports.spend is 'Total spend in the period, in units of the currency.';
comment on column adcp.delivery_reports.impressions is 'Total impressions in the period.';
comment on column adcp.delivery_reports.clicks is 'Total clicks in the period.';
comment on column adcp.delivery_reports.report is 'What the seller says of the buy, whole. Counterparty data.';
comment on column adcp.delivery_reports.delivery_id is 'The webhook that brought it.';
comment on column adcp.delivery_reports.received_at is 'When it came.';

create table adcp.api_calls (
    tenant_id     uuid        not null,
    agent_id      uuid        not null,
    operation_id  uuid,
    called_at     timestamptz not null default now(),
    step          text        not null,
    outcome       text        not null,
    error_code    text,
    milliseconds  integer     not null check (milliseconds >= 0),
    instance_id   uuid
) partition by range (called_at);
create table adcp.api_calls_default partition of adcp.api_calls default;
comment on table adcp.api_calls is 'One row per call to an agent. Append only, partitioned by week.';
comment on column adcp.api_calls.tenant_id is 'Whose call it was.';
comment on column adcp.api_calls.agent_id is 'Which agent was called.';
comment on column adcp.api_calls.operation_id is 'For which operation; null for a question about the agent itself.';
comment on column adcp.api_calls.called_at is 'When its answer was recorded.';
comment on column adcp.api_calls.step is 'call or poll.';
comment on column adcp.api_calls.outcome is 'What the answer said.';
comment on column adcp.api_calls.error_code is 'AdCP error code, where there was one.';
comment on column adcp.api_calls.milliseconds is 'How long it took.';
comment on column adcp.api_calls.instance_id is 'Which instance made it.';
comment on table adcp.api_calls_default is 'Takes what no partition was made for, so that nothing is ever refused; the doctor reports rows in it.';

create table adcp.retentions (
    name  text     not null primary key check (name in ('operation_events', 'webhook_deliveries', 'webhook_keys', 'api_calls', 'refused_results')),
    keep  interval not null check (keep >= interval '24 hours')
);
comment on table adcp.retentions is 'How long rows are kept, by table; what is not named here is kept for ever. For a DBA to change.';
comment on column adcp.retentions.name is 'Table of the schema adcp.';
comment on column adcp.retentions.keep is 'Time after which rows may go: whole partitions, or one by one for webhook_keys and refused_results. Never less than AdCP''s day.';
insert into adcp.retentions (name, keep) values
    ('webhook_keys', '30 days'), ('webhook_deliveries', '90 days'), ('api_calls', '90 days'), ('refused_results', '90 days');

create table adcp.instances (
    id            uuid        not null primary key,
    name          text        not null,
    version       text        not null,
    started_at    timestamptz not null default now(),
    heartbeat_at  timestamptz not null default now(),
    stopped_at    timestamptz
) with (fillfactor = 50);
comment on table adcp.instances is 'One row per process start. Tells people who is running; nothing depends on it.';
comment on column adcp.instances.id is 'Identifier, new at every start.';
comment on column adcp.instances.name is 'Host and process.';
comment on column adcp.instances.version is 'Version of the program.';
comment on column adcp.instances.started_at is 'When it started.';
comment on column adcp.instances.heartbeat_at is 'When it last said that it lives.';
comment on column adcp.instances.stopped_at is 'When it stopped in good order.';

select adcp.record_migration(5, '0005_channels');
