-- migrate:up
-- kind: expand
-- locks: none on existing objects
-- expected at ten million rows: does not depend on rows
-- minimum application version: 0.1
--
-- An operator's hand on an agent: how much of it may be under way, how fast it is called, and what was done by whom.
set local lock_timeout = '2s';
set local statement_timeout = '60s';
set local role adcp_owner;

create table adcp.agent_limits (
    tenant_id       uuid        not null,
    agent_id        uuid        not null,
    most_in_flight  integer     check (most_in_flight between 1 and 1000),
    per_second      numeric     check (per_second between 0.001 and 10000),
    burst           integer     not null default 1 check (burst between 1 and 10000),
    tokens          numeric     not null default 0 check (tokens >= 0),
    refilled_at     timestamptz not null default now(),
    in_flight       uuid[]      not null default '{}',
    free_at         timestamptz not null default '-infinity',
    primary key (tenant_id, agent_id),
    constraint agent_limits_limit_something check (num_nonnulls(most_in_flight, per_second) > 0)
) with (fillfactor = 50);
comment on table adcp.agent_limits is 'One row per agent that may be asked only so much, by all instances together. An agent without a row has no such limit.';
comment on column adcp.agent_limits.tenant_id is 'Whose agent it is.';
comment on column adcp.agent_limits.agent_id is 'Which agent.';
comment on column adcp.agent_limits.most_in_flight is 'How many of its steps may be leased at once; null: any number.';
comment on column adcp.agent_limits.per_second is 'How many steps a second go out in the long run (token bucket); null: any number.';
comment on column adcp.agent_limits.burst is 'How many may go out at once after a quiet while.';
comment on column adcp.agent_limits.tokens is 'How many could go out at refilled_at.';
comment on column adcp.agent_limits.refilled_at is 'When tokens was counted.';
comment on column adcp.agent_limits.in_flight is 'Operations whose steps went out. One whose lease has ended counts no more, whatever ended it.';
comment on column adcp.agent_limits.free_at is 'When it is worth looking again, where nothing may go out at present.';

create table adcp.operator_actions (
    tenant_id    uuid        not null,
    id           uuid        not null default adcp.new_id(),
    occurred_at  timestamptz not null default now(),
    actor        text        not null check (length(actor) between 1 and 128),
    action       text        not null check (action in ('agent_paused', 'agent_resumed', 'agent_limited', 'orphan_adopted', 'orphan_adoption_set', 'change_notices_set')),
    subject      text        not null check (length(subject) between 1 and 256),
    reason       text        check (length(reason) <= 1024),
    detail       jsonb       not null default '{}' check (jsonb_typeof(detail) = 'object'),
    primary key (tenant_id, id)
);
comment on table adcp.operator_actions is 'What people did to the working of Holdfast, by whom and why. Append only.';
comment on column adcp.operator_actions.tenant_id is 'Whose agent it was about.';
comment on column adcp.operator_actions.id is 'Identifier (UUIDv7).';
comment on column adcp.operator_actions.occurred_at is 'When.';
comment on column adcp.operator_actions.actor is 'Who: the name of an API key, or the operating system''s user.';
comment on column adcp.operator_actions.action is 'What was done.';
comment on column adcp.operator_actions.subject is 'To what: the agent''s name.';
comment on column adcp.operator_actions.reason is 'Why, in their words.';
comment on column adcp.operator_actions.detail is 'With what values.';

create type adcp.lane_limit as (
    tenant_id  uuid,
    agent_id   uuid,
    is_held    boolean,
    steps      integer,
    tokens     numeric,
    in_flight  uuid[]
);
comment on type adcp.lane_limit is 'What one claim may take from a limited agent: nothing where another claim has it in hand (is_held false).';

select adcp.record_migration(14, '0014_agent_control');
