-- migrate:up
-- kind: expand
-- locks: agents, for an instant: one column with a constant default
-- expected at ten million rows: does not depend on rows
-- minimum application version: 0.1
--
-- How agents tell that what they can has changed (AdCP 3.2, capabilities.changed): where they were asked to, and what they told.
set local lock_timeout = '2s';
set local statement_timeout = '60s';
set local role adcp_owner;

alter table adcp.agents add column hears_changes boolean not null default false;
comment on column adcp.agents.hears_changes is 'The agent is asked to tell of changes of what it can, which replaces whatever list of subscribers it holds for the credential.';

create table adcp.capability_subscriptions (
    tenant_id      uuid        not null,
    agent_id       uuid        not null,
    operation_id   uuid        not null,
    agent_url      text        not null,
    url            text        not null,
    subscriber_id  text        not null check (subscriber_id ~ '^[A-Za-z0-9_.:-]{1,64}$'),
    requested_at   timestamptz not null default now(),
    primary key (tenant_id, agent_id, operation_id)
);
comment on table adcp.capability_subscriptions is
    'One row per operation that asks an agent to call back when what it can has changed (sync_agent_notification_configs). The latest of an agent counts.';
comment on column adcp.capability_subscriptions.tenant_id is 'Whose agent it is.';
comment on column adcp.capability_subscriptions.agent_id is 'The agent.';
comment on column adcp.capability_subscriptions.operation_id is 'The operation that asks it. Its frozen request holds the idempotency key, its state tells whether the agent agreed.';
comment on column adcp.capability_subscriptions.agent_url is 'Where the agent was reached then; at another URL it is asked anew.';
comment on column adcp.capability_subscriptions.url is 'The address that it is to call: that of all its webhooks.';
comment on column adcp.capability_subscriptions.subscriber_id is 'Our name in the agent''s list of subscribers.';
comment on column adcp.capability_subscriptions.requested_at is 'When it was decided to ask.';

create table adcp.capability_notices (
    tenant_id             uuid        not null,
    agent_id              uuid        not null,
    capabilities_version  text        not null check (length(capabilities_version) between 1 and 255),
    changed_at            timestamptz not null,
    notified_at           timestamptz not null default now(),
    due_at                timestamptz,
    reads                 integer     not null default 0 check (reads >= 0),
    read_at               timestamptz,
    seen_at               timestamptz,
    primary key (tenant_id, agent_id)
) with (fillfactor = 70);
create index capability_notices_due on adcp.capability_notices (due_at) where due_at is not null;
comment on table adcp.capability_notices is 'One row per agent that told of a change of what it can: the newest change, and the work of reading it.';
comment on column adcp.capability_notices.tenant_id is 'Whose agent it is.';
comment on column adcp.capability_notices.agent_id is 'The agent.';
comment on column adcp.capability_notices.capabilities_version is 'The version that it announced: opaque, good for telling whether two are the same.';
comment on column adcp.capability_notices.changed_at is 'When the change was, by the agent''s clock. An older one does not take its place.';
comment on column adcp.capability_notices.notified_at is 'When it was told.';
comment on column adcp.capability_notices.due_at is 'When its capabilities are to be read; null when the version has been seen, or was not after the last try.';
comment on column adcp.capability_notices.reads is 'How often they were read for it.';
comment on column adcp.capability_notices.read_at is 'When that was last begun.';
comment on column adcp.capability_notices.seen_at is 'When the announced version was first read.';

select adcp.record_migration(17, '0017_capability_changes');
