-- migrate:up
-- kind: expand
-- locks: none on existing objects
-- expected at ten million rows: does not depend on rows
-- minimum application version: 0.1
--
-- The operation and what belongs to it, one table per way of changing: state, frozen request, next step, outcome, history.
set local lock_timeout = '2s';
set local statement_timeout = '60s';
set local role adcp_owner;

-- What the CHECKs of adcp.operations ask. A CHECK holds under COPY, restore and replication; one that is an expression is parsed anew for every
-- statement, at more than the price of the row (docs/benchmarks.md), a function in PL/pgSQL once in a session.
-- The legal moves are written from adcp.transitions.
do $$
declare
    v_moves constant text := (
        select string_agg(format('            when %L then p_to in (%s)', m.from_state, m.to_states), E'\n' order by m.from_state)
        from (
            select t.from_state, string_agg(quote_literal(t.to_state), ', ' order by t.to_state) as to_states
            from adcp.transitions t
            group by t.from_state) m);
begin
    execute format(
        E'create function adcp.is_legal_move(p_from text, p_to text) returns boolean language plpgsql immutable parallel safe as $body$\n'
        'begin\n    return\n        case p_from\n%s\n            else false\n        end;\nend\n$body$', v_moves);
    execute format(
        E'create function adcp.is_birth_or_move(p_from text, p_to text) returns boolean language plpgsql immutable parallel safe as $body$\n'
        'begin\n    return p_from = ''requested'' and p_to = ''requested'' or\n        case p_from\n%s\n            else false\n        end;\nend\n$body$', v_moves);
end
$$;
comment on function adcp.is_legal_move(text, text) is 'Whether adcp.transitions has the move; written from it by the migration that last changed it.';
comment on function adcp.is_birth_or_move(text, text) is 'The same, and requested>requested, which is a birth.';

create function adcp.has_shape_of_state(
    p_state text, p_task_id text, p_first_sent_at timestamptz, p_settled_at timestamptz, p_settlement_hash bytea, p_record_is_complete boolean)
returns boolean
language plpgsql
immutable
parallel safe
as $$
begin
    return
        (p_state in ('completed', 'failed', 'canceled', 'rejected')) = (p_settled_at is not null)
        and (p_first_sent_at is not null or p_state in ('requested', 'failed', 'canceled'))
        and (p_task_id is not null or p_state <> 'submitted')
        and (p_settlement_hash is not null or not p_record_is_complete or p_state <> 'completed');
end
$$;
comment on function adcp.has_shape_of_state(text, text, timestamptz, timestamptz, bytea, boolean) is
    'Settled means that it has its time; what a seller told was sent to it; submitted means that it has a task; completed means that it has a result.';

create function adcp.is_capped(p_task_type text, p_task_id text, p_context_id text, p_request_key text, p_reason text)
returns boolean
language plpgsql
immutable
parallel safe
as $$
begin
    return
        length(p_task_type) between 1 and 63
        and (p_task_id is null or length(p_task_id) <= 512)
        and (p_context_id is null or length(p_context_id) <= 512)
        and (p_request_key is null or length(p_request_key) <= 255)
        and (p_reason is null or length(p_reason) <= 1024);
end
$$;
comment on function adcp.is_capped(text, text, text, text, text) is 'Whether the texts of an operation are as short as they must be.';

-- No index, predicate or foreign key here mentions state or a due time: updates stay within the page (HOT).
create table adcp.operations (
    tenant_id            uuid        not null,
    id                   uuid        not null,
    agent_id             uuid        not null,
    account_id           uuid,
    campaign_id          uuid,
    task_type            text        not null,
    state                text        not null default 'requested',
    previous_state       text        not null default 'requested',
    version              integer     not null default 1,
    moved_version        integer     not null default 1,
    channel              text        not null default 'api',
    has_webhook          boolean     not null default false,
    task_id              text,
    context_id           text,
    request_key          text,
    reason               text,
    attention            text,
    settlement_hash      bytea,
    record_is_complete   boolean     not null default true,
    created_at           timestamptz not null default now(),
    updated_at           timestamptz not null default now(),
    deadline_at          timestamptz not null,
    first_sent_at        timestamptz,
    uncertain_since      timestamptz,
    seller_time          timestamptz,
    cancel_requested_at  timestamptz,
    settled_at           timestamptz,
    primary key (tenant_id, id),
    constraint operations_deadline_follows_creation check (deadline_at > created_at),
    constraint operations_text_is_capped check (adcp.is_capped(task_type, task_id, context_id, request_key, reason)),
    constraint operations_has_shape_of_state check (
        adcp.has_shape_of_state(state, task_id, first_sent_at, settled_at, settlement_hash, record_is_complete)),
    constraint operations_move_is_legal check (adcp.is_birth_or_move(previous_state, state))
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);

create unique index operations_task on adcp.operations (tenant_id, agent_id, task_id) where task_id is not null;
-- Few: whoever manages an agent's list of subscribers, found without a look at everything else.
create index operations_notification_configs on adcp.operations (tenant_id, agent_id)
    where task_type in ('sync_agent_notification_configs', 'sync_principal');
create unique index operations_request_key on adcp.operations (tenant_id, request_key) where request_key is not null;

comment on table adcp.operations is 'One row per operation: identifiers, state and stamps. Changed by the functions of adcp_api only.';
comment on column adcp.operations.tenant_id is 'Whose operation it is.';
comment on column adcp.operations.id is 'Identifier (UUIDv7), also the operation_id that webhooks carry.';
comment on column adcp.operations.agent_id is 'The seller''s agent.';
comment on column adcp.operations.account_id is 'The account it runs under, where the request names one.';
comment on column adcp.operations.campaign_id is 'The campaign it is part of; what becomes of it then moves its neighbours.';
comment on column adcp.operations.task_type is 'AdCP task.';
comment on column adcp.operations.state is 'Where it stands: see adcp.states.';
comment on column adcp.operations.previous_state is 'Where it stood before its last move; equal to state when it never moved.';
comment on column adcp.operations.version is 'Raised by every change; number of the last event.';
comment on column adcp.operations.moved_version is 'Version of the last move.';
comment on column adcp.operations.channel is 'What told us of the last move: call, poll, webhook, api, clock, reconcile or operator.';
comment on column adcp.operations.has_webhook is 'The seller was asked to call back.';
comment on column adcp.operations.task_id is 'The seller''s handle. Bound once, never changed.';
comment on column adcp.operations.context_id is 'The seller''s conversation, where it has one.';
comment on column adcp.operations.request_key is 'The caller''s Idempotency-Key: the same key gives the same operation.';
comment on column adcp.operations.reason is 'Why it stands there: the seller''s words (untrusted, capped) or ours.';
comment on column adcp.operations.attention is 'Why a person should look at it; null when nobody need.';
comment on column adcp.operations.settlement_hash is 'SHA-256 of the canonical {task_type, status, value} that settled it.';
comment on column adcp.operations.record_is_complete is 'False when the seller told the outcome without its record, as old polls do: the first full record of the same outcome completes it.';
comment on column adcp.operations.created_at is 'When it was submitted to us.';
comment on column adcp.operations.updated_at is 'When the row last changed.';
comment on column adcp.operations.deadline_at is 'When we stop waiting.';
comment on column adcp.operations.first_sent_at is 'When the first call was about to leave. The seller''s memory of the idempotency key counts from here.';
comment on column adcp.operations.uncertain_since is 'Since when a call has been without a known outcome.';
comment on column adcp.operations.seller_time is 'The seller''s own time of its last open answer; an older one does not move the operation.';
comment on column adcp.operations.cancel_requested_at is 'When somebody asked to cancel it.';
comment on column adcp.operations.settled_at is 'When we learnt the outcome.';

comment on constraint operations_move_is_legal on adcp.operations is 'The pair of previous and present state is in adcp.transitions; requested>requested is a birth.';

create table adcp.operation_payloads (
    tenant_id     uuid  not null,
    operation_id  uuid  not null,
    frozen        text,
    request       jsonb,
    request_hash  bytea,
    is_governed   boolean not null default false,
    primary key (tenant_id, operation_id),
    constraint operation_payloads_hold_a_request check (frozen is not null or request is not null)
);
select adcp.prefer_lz4('operation_payloads', 'frozen');
comment on table adcp.operation_payloads is 'The request of each operation. Frozen before the first byte leaves; every resend sends the same bytes.';
comment on column adcp.operation_payloads.tenant_id is 'Whose operation it is.';
comment on column adcp.operation_payloads.operation_id is 'Which operation.';
comment on column adcp.operation_payloads.frozen is 'The tool arguments exactly as they are sent, but for secrets that stand in it by name. Null until the agent''s version is known.';
comment on column adcp.operation_payloads.request is 'What the caller asked, kept only until it is frozen.';
comment on column adcp.operation_payloads.request_hash is 'SHA-256 of what the caller asked, to tell a repeated request_key from a reused one.';
comment on column adcp.operation_payloads.is_governed is 'It may be sent under an approval only: it is never handed out but by adcp_api.prepare_request.';

create table adcp.schedule (
    tenant_id     uuid        not null,
    operation_id  uuid        not null,
    agent_id      uuid        not null,
    step          text        not null check (step in ('call', 'poll', 'resume', 'expire')),
    attempt       integer     not null default 0,
    due_at        timestamptz not null,
    lease_token   bigint      not null default 0,
    leased_by     uuid,
    leased_until  timestamptz,
    primary key (tenant_id, operation_id),
    constraint schedule_lease_has_its_end check ((leased_by is null) = (leased_until is null))
) with (
    fillfactor = 60, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000,
    autovacuum_vacuum_cost_delay = 0, autovacuum_analyze_scale_factor = 0.05);
-- One lane per agent. Not led by the tenant, so that no plan mistakes it for a way to an operation.
create index schedule_due on adcp.schedule (agent_id, due_at);
comment on table adcp.schedule is 'One row per open operation: its one next step. Gone when the operation is settled or timed out.';
comment on column adcp.schedule.tenant_id is 'Whose operation it is.';
comment on column adcp.schedule.operation_id is 'Which operation.';
comment on column adcp.schedule.agent_id is 'The lane: steps of one agent are due in order, lanes take turns.';
comment on column adcp.schedule.step is 'call: send the frozen request. poll: ask for the task''s state. resume: send the answer to its question. expire: the deadline.';
comment on column adcp.schedule.attempt is 'call: tries that failed. poll: polls since the last news.';
comment on column adcp.schedule.due_at is 'When it may be claimed. A claim leaves it alone: no index entry is written for a lease.';
comment on column adcp.schedule.lease_token is 'Raised by every claim; handing back names it, and an old one is refused.';
comment on column adcp.schedule.leased_by is 'The instance that works on it; null when none does.';
comment on column adcp.schedule.leased_until is 'Until when nobody else may claim it. The step of a crashed worker is free again then, without anybody''s doing.';

-- What a claim and an observation carry from one of their statements to the next.
create type adcp.due_step as (
    tenant_id     uuid,
    operation_id  uuid,
    agent_id      uuid,
    step_tid      tid,
    step          text,
    is_unreturned boolean,
    is_probe      boolean
);
comment on type adcp.due_step is 'A step that a claim has locked, so that its place in the table (ctid) cannot change: whether its last lease ran out unreturned, and whether it is the one try that an open breaker lets out.';

create type adcp.judgement as (
    tenant_id        uuid,
    operation_id     uuid,
    agent_id         uuid,
    step_tid         tid,
    operation_tid    tid,
    task_type        text,
    channel          text,
    outcome          text,
    task_id          text,
    context_id       text,
    seller_time      timestamptz,
    reason           text,
    error_code       text,
    retry_after      integer,
    record_hash      bytea,
    value            jsonb,
    milliseconds     integer,
    state            text,
    next_state       text,
    version          integer,
    settlement_hash  bytea,
    deadline_at      timestamptz,
    has_webhook      boolean,
    step             text,
    attempt          integer,
    holds            boolean,
    verdict          text,
    is_change        boolean,
    is_pollable      boolean,
    is_resendable    boolean,
    has_followers    boolean
);
comment on type adcp.judgement is 'What was observed of an operation, how it stood, and what was decided. Both rows are locked, so that their places in the tables (ctid) cannot change.';

create table adcp.settlements (
    tenant_id     uuid        not null,
    operation_id  uuid        not null,
    agent_id      uuid        not null,
    task_id       text,
    outcome       text        not null check (outcome in ('completed', 'failed', 'canceled', 'rejected')),
    channel       text        not null,
    record_hash   bytea,
    is_complete   boolean     not null default true,
    value         jsonb,
    error_code    text,
    settled_at    timestamptz not null default now(),
    primary key (tenant_id, operation_id)
);
comment on table adcp.settlements is 'One row per settled operation: the observation that won, for ever.';
comment on column adcp.settlements.tenant_id is 'Whose operation it is.';
comment on column adcp.settlements.operation_id is 'Which operation.';
comment on column adcp.settlements.agent_id is 'The agent that told us.';
comment on column adcp.settlements.task_id is 'The seller''s task; null when it answered at once.';
comment on column adcp.settlements.outcome is 'What the operation came to.';
comment on column adcp.settlements.channel is 'What told us first.';
comment on column adcp.settlements.record_hash is 'SHA-256 of the canonical {task_type, status, value}; null for an outcome of our own making.';
comment on column adcp.settlements.is_complete is 'False when only the outcome is known and its record may still come.';
comment on column adcp.settlements.value is 'The task''s own result or errors. Counterparty data.';
comment on column adcp.settlements.error_code is 'AdCP error code, where there was one.';
comment on column adcp.settlements.settled_at is 'When we learnt it.';

create table adcp.operation_events (
    tenant_id     uuid        not null,
    operation_id  uuid        not null,
    sequence      integer     not null,
    occurred_at   timestamptz not null,
    kind          text        not null,
    from_state    text,
    to_state      text        not null,
    channel       text        not null,
    reason        text,
    detail        jsonb,
    primary key (tenant_id, operation_id, sequence, occurred_at)
) partition by range (occurred_at);
create table adcp.operation_events_default partition of adcp.operation_events default;
comment on table adcp.operation_events is 'History and event stream in one: a row per move and per noteworthy observation. Append only, partitioned by month.';
comment on column adcp.operation_events.tenant_id is 'Whose operation it is.';
comment on column adcp.operation_events.operation_id is 'Which operation.';
comment on column adcp.operation_events.sequence is 'Version of the operation after the event: the position to resume a stream from.';
comment on column adcp.operation_events.occurred_at is 'When it was recorded.';
comment on column adcp.operation_events.kind is 'moved, retried, same, supplemented, duplicate, stale, conflict, answered or cancel_requested.';
comment on column adcp.operation_events.from_state is 'State before; null at birth.';
comment on column adcp.operation_events.to_state is 'State after.';
comment on column adcp.operation_events.channel is 'What told us.';
comment on column adcp.operation_events.reason is 'The seller''s words (untrusted, capped) or ours.';
comment on column adcp.operation_events.detail is 'What else is needed to understand it, such as both hashes of a conflict.';
comment on table adcp.operation_events_default is 'Takes what no partition was made for, so that nothing is ever refused; the doctor reports rows in it.';

select adcp.record_migration(4, '0004_operations');
