-- migrate:up
-- kind: expand
-- locks: none on existing objects
-- expected at ten million rows: does not depend on rows
-- minimum application version: 0.1
--
-- Who and whom: tenants and their keys, sellers' agents, accounts, the doors for webhooks, the health of each agent. All cold.
set local lock_timeout = '2s';
set local statement_timeout = '60s';
set local role adcp_owner;

create function adcp.new_id()
returns uuid
language sql
volatile
parallel safe
as $$
    -- A random UUID whose first 48 bits are the milliseconds since 1970 and whose version is 7 (RFC 9562).
    select pg_catalog.encode(
        pg_catalog.set_bit(pg_catalog.set_bit(
            pg_catalog.overlay(
                pg_catalog.uuid_send(pg_catalog.gen_random_uuid()),
                pg_catalog.substring(pg_catalog.int8send((extract(epoch from pg_catalog.clock_timestamp()) * 1000)::bigint), 3),
                1, 6),
            52, 1), 53, 1),
        'hex')::uuid;
$$;
comment on function adcp.new_id() is 'A time-ordered identifier (UUIDv7). PostgreSQL has its own from 18 on; the floor is 15.';

create table adcp.tenants (
    id          uuid        not null primary key default adcp.new_id(),
    name        text        not null unique check (name ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    created_at  timestamptz not null default now()
);
comment on table adcp.tenants is 'One row per buyer that shares this database. Every other key begins with the tenant.';
comment on column adcp.tenants.id is 'Identifier, first column of every key.';
comment on column adcp.tenants.name is 'Short name for people and the command line: lower-case letters, digits and hyphens.';
comment on column adcp.tenants.created_at is 'When the tenant was made.';

create table adcp.api_keys (
    tenant_id    uuid        not null,
    id           uuid        not null default adcp.new_id(),
    name         text        not null check (length(name) between 1 and 100),
    key_hash     bytea       not null check (length(key_hash) = 32),
    created_at   timestamptz not null default now(),
    revoked_at   timestamptz,
    primary key (tenant_id, id),
    unique (tenant_id, key_hash)
);
comment on table adcp.api_keys is 'Keys to the HTTP API. Only the SHA-256 of a key is kept; the key itself was shown once.';
comment on column adcp.api_keys.tenant_id is 'Whose key it is.';
comment on column adcp.api_keys.id is 'Identifier, for revoking.';
comment on column adcp.api_keys.name is 'What it is for.';
comment on column adcp.api_keys.key_hash is 'SHA-256 of the key as it is sent.';
comment on column adcp.api_keys.created_at is 'When it was made.';
comment on column adcp.api_keys.revoked_at is 'Since when it is refused.';

create table adcp.agents (
    tenant_id              uuid        not null,
    id                     uuid        not null default adcp.new_id(),
    name                   text        not null check (name ~ '^[a-z0-9][a-z0-9._-]{0,62}$'),
    url                    text        not null check (url ~ '^https?://[^[:space:]/?#@]+(/[^[:space:]]*)?$' and length(url) <= 2048),
    protocol               text        not null default 'mcp' check (protocol in ('mcp', 'a2a')),
    mcp_revision           text        check (mcp_revision in ('2025-06-18', '2026-07-28')),
    credential             text        check (credential ~ '^(env|file):[^[:space:]]+$'),
    revision               integer     not null default 1,
    adcp_version           text        check (adcp_version ~ '^[0-9]+\.[0-9]+(-[A-Za-z0-9.-]+)?$'),
    supported_versions     text[],
    idempotency_supported  boolean     not null default false,
    replay_ttl             interval,
    poll_tool              text,
    list_tool              text,
    capabilities           jsonb,
    capabilities_at        timestamptz,
    push_notification      jsonb       check (jsonb_typeof(push_notification) = 'object'),
    reporting_webhook      jsonb       check (jsonb_typeof(reporting_webhook) = 'object'),
    created_at             timestamptz not null default now(),
    disabled_at            timestamptz,
    primary key (tenant_id, id),
    unique (tenant_id, name),
    constraint agents_revision_is_of_mcp check (mcp_revision is null or protocol = 'mcp')
);
comment on table adcp.agents is 'One row per seller''s agent that a tenant trades with.';
comment on column adcp.agents.tenant_id is 'Whose agent it is.';
comment on column adcp.agents.id is 'Identifier.';
comment on column adcp.agents.name is 'Short name, unique for the tenant.';
comment on column adcp.agents.url is 'Where it is reached: https, or http on a loopback address in development.';
comment on column adcp.agents.protocol is 'Transport: mcp or a2a.';
comment on column adcp.agents.mcp_revision is 'Revision of MCP that it is held to: 2025-06-18 opens sessions, 2026-07-28 has none; null to ask it.';
comment on column adcp.agents.credential is 'Where the bearer token is found, never the token: env:NAME or file:/path, looked up by every instance.';
comment on column adcp.agents.revision is 'Raised by every change, so that an instance knows when its copy is old.';
comment on column adcp.agents.adcp_version is 'AdCP release that requests are pinned to; null until its capabilities were read.';
comment on column adcp.agents.supported_versions is 'AdCP releases that the agent says it serves.';
comment on column adcp.agents.idempotency_supported is 'The agent replays answers by idempotency key; without it an unanswered mutation is never resent.';
comment on column adcp.agents.replay_ttl is 'How long it remembers a key.';
comment on column adcp.agents.poll_tool is 'Name of its tool that tells the state of a task; null where it has none.';
comment on column adcp.agents.list_tool is 'Name of its tool that lists tasks; null where it has none.';
comment on column adcp.agents.capabilities is 'Its whole answer to get_adcp_capabilities.';
comment on column adcp.agents.capabilities_at is 'When that was read.';
comment on column adcp.agents.push_notification is 'The push_notification_config sent with requests, less its operation_id; null where it shall not call back. Secrets stand in it by name only.';
comment on column adcp.agents.reporting_webhook is 'Address and proof that a request for delivery reports is completed with (AdCP reporting_webhook). The secret stands in it by name only.';
comment on column adcp.agents.created_at is 'When it was added.';
comment on column adcp.agents.disabled_at is 'Since when nothing new is accepted for it.';

create table adcp.accounts (
    tenant_id   uuid        not null,
    id          uuid        not null default adcp.new_id(),
    agent_id    uuid        not null,
    reference   jsonb       not null check (jsonb_typeof(reference) = 'object' and length(reference::text) <= 2000),
    created_at  timestamptz not null default now(),
    primary key (tenant_id, id),
    unique (tenant_id, agent_id, reference)
);
comment on table adcp.accounts is 'One row per account that a tenant uses with an agent, in the agent''s own terms.';
comment on column adcp.accounts.tenant_id is 'Whose account it is.';
comment on column adcp.accounts.id is 'Identifier.';
comment on column adcp.accounts.agent_id is 'With which agent.';
comment on column adcp.accounts.reference is 'The AdCP account reference, as requests carry it.';
comment on column adcp.accounts.created_at is 'When it was first used.';

create table adcp.agent_health (
    tenant_id             uuid        not null,
    agent_id              uuid        not null,
    breaker               text        not null default 'closed' check (breaker in ('closed', 'open')),
    consecutive_failures  integer     not null default 0 check (consecutive_failures >= 0),
    opened_at             timestamptz,
    blocked_until         timestamptz not null default '-infinity',
    paused_at             timestamptz,
    updated_at            timestamptz not null default now(),
    primary key (tenant_id, agent_id),
    check ((breaker = 'closed') = (opened_at is null))
) with (fillfactor = 50);
-- Small or empty: whether any agent is in trouble at all.
create index agent_health_troubled on adcp.agent_health (tenant_id, agent_id) where consecutive_failures > 0;
comment on table adcp.agent_health is 'One row per agent: its circuit breaker, shared by all instances. The list of lanes that the claim goes through.';
comment on column adcp.agent_health.tenant_id is 'Whose agent it is.';
comment on column adcp.agent_health.agent_id is 'Which agent.';
comment on column adcp.agent_health.breaker is 'closed: calls go out. open: nothing is claimed until blocked_until, then one step at a time until one succeeds.';
comment on column adcp.agent_health.consecutive_failures is 'Calls that failed on the way or at the agent''s end since the last that did not.';
comment on column adcp.agent_health.opened_at is 'When the breaker left closed.';
comment on column adcp.agent_health.blocked_until is 'No step of this agent is claimed before.';
comment on column adcp.agent_health.paused_at is 'Since when an operator holds everything back.';
comment on column adcp.agent_health.updated_at is 'When the row last changed.';

create table adcp.webhook_routes (
    tenant_id   uuid        not null,
    id          uuid        not null default gen_random_uuid(),
    agent_id    uuid        not null,
    mode        text        not null check (mode in ('rfc9421', 'hmac-sha256', 'bearer')),
    created_at  timestamptz not null default now(),
    retired_at  timestamptz,
    primary key (tenant_id, id)
);
comment on table adcp.webhook_routes is 'One row per address that an agent was given to call back. The address decides tenant, agent and how a call is proven.';
comment on column adcp.webhook_routes.tenant_id is 'Tenant, first part of the path.';
comment on column adcp.webhook_routes.id is 'Random second part of the path.';
comment on column adcp.webhook_routes.agent_id is 'Who may call it.';
comment on column adcp.webhook_routes.mode is 'How a call proves itself. Exactly this mode is accepted, never another.';
comment on column adcp.webhook_routes.created_at is 'When it was registered.';
comment on column adcp.webhook_routes.retired_at is 'Since when calls are refused.';

select adcp.record_migration(3, '0003_parties');
