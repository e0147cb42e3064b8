-- migrate:up
-- kind: expand
-- locks: none on existing objects
-- expected at ten million rows: does not depend on rows
-- minimum application version: 0.1
--
-- What a person should know of an agent that no single operation shows: webhooks refused, keys that changed, lists that went stale.
set local lock_timeout = '2s';
set local statement_timeout = '60s';
set local role adcp_owner;

create table adcp.alarms (
    tenant_id        uuid        not null,
    id               uuid        not null default adcp.new_id(),
    agent_id         uuid        not null,
    kind             text        not null check (kind ~ '^[a-z][a-z0-9_]{0,62}$'),
    subject          text        not null default '' check (length(subject) <= 256),
    detail           jsonb       not null default '{}' check (jsonb_typeof(detail) = 'object' and length(detail::text) <= 8000),
    times            bigint      not null default 1 check (times > 0),
    first_at         timestamptz not null default now(),
    last_at          timestamptz not null default now(),
    acknowledged_at  timestamptz,
    primary key (tenant_id, id),
    unique (tenant_id, agent_id, kind, subject)
) with (fillfactor = 70);
comment on table adcp.alarms is 'One row per agent, kind and subject: what a person should look at. Raised again after it was acknowledged, it begins anew.';
comment on column adcp.alarms.tenant_id is 'Whose agent it is about.';
comment on column adcp.alarms.id is 'Identifier, for acknowledging.';
comment on column adcp.alarms.agent_id is 'The agent.';
comment on column adcp.alarms.kind is 'What happened.';
comment on column adcp.alarms.subject is 'Of what: an error code, a key, an address; empty where the kind says it all.';
comment on column adcp.alarms.detail is 'What is needed to understand it, as it was the last time.';
comment on column adcp.alarms.times is 'How often, counted at most once a second.';
comment on column adcp.alarms.first_at is 'When it happened first, since it was last acknowledged.';
comment on column adcp.alarms.last_at is 'When it happened last.';
comment on column adcp.alarms.acknowledged_at is 'When a person took note of it.';

select adcp.record_migration(7, '0007_alarms');
