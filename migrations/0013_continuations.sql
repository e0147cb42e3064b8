-- migrate:up
-- kind: expand
-- locks: none on existing objects
-- expected at ten million rows: does not depend on rows
-- minimum application version: 0.1
--
-- Questions that sellers ask on the way, and the answers to them, by generation (AdCP async identity and convergence).
set local lock_timeout = '2s';
set local statement_timeout = '60s';
set local role adcp_owner;

create table adcp.continuations (
    tenant_id       uuid        not null,
    operation_id    uuid        not null,
    generation      integer     not null check (generation > 0),
    state           text        not null
        check (state in ('early', 'open', 'answered', 'dispatched', 'consumed', 'ambiguous', 'stale')),
    pause           text        check (pause in ('input_required', 'auth_required')),
    reason          text        check (length(reason) <= 1024),
    asked           jsonb,
    transport       text        check (transport = 'a2a'),
    native_task     text        check (length(native_task) <= 512),
    native_context  text        check (length(native_context) <= 512),
    asked_at        timestamptz,
    expires_at      timestamptz,
    answer          jsonb       check (jsonb_typeof(answer) = 'object'),
    answer_hash     bytea,
    frozen          text,
    message_id      uuid,
    answered_at     timestamptz,
    dispatched_at   timestamptz,
    ended_at        timestamptz,
    successor       integer,
    primary key (tenant_id, operation_id, generation),
    constraint continuations_are_asked_unless_early check (
        (state = 'early') = (pause is null) and (pause is null) = (asked_at is null) and (pause is null) = (expires_at is null)),
    constraint continuations_resume_one_native_task check (num_nulls(transport, native_task, native_context) in (0, 3)),
    constraint continuations_early_is_an_answer check (state <> 'early' or answer is not null),
    constraint continuations_sent_is_frozen check (
        state not in ('answered', 'dispatched', 'ambiguous') or num_nulls(transport, frozen, message_id, answered_at) = 0),
    constraint continuations_dispatched_has_its_time check (state <> 'dispatched' or dispatched_at is not null),
    constraint continuations_end_once check ((state in ('consumed', 'ambiguous', 'stale')) = (ended_at is not null)),
    constraint continuations_go_forward check (successor > generation)
);
comment on table adcp.continuations is
    'One row per question of a seller, by generation. The newest that was asked is the operation''s; an answer to an older one is refused.';
comment on column adcp.continuations.tenant_id is 'Whose operation it is.';
comment on column adcp.continuations.operation_id is 'Which operation paused.';
comment on column adcp.continuations.generation is 'Counts the questions of one operation, from one.';
comment on column adcp.continuations.state is
    'early: an answer kept before its question. open: asked. answered: the answer is stored and not sent. dispatched: it may have left. consumed: the seller '
    'went on. ambiguous: nobody knows whether the answer counted. stale: it was never sent, and never will be.';
comment on column adcp.continuations.pause is 'input_required or auth_required; null for an early answer.';
comment on column adcp.continuations.reason is 'The seller''s words (untrusted, capped).';
comment on column adcp.continuations.asked is 'What the seller said with its question. Counterparty data.';
comment on column adcp.continuations.transport is 'Over what an answer can go back: a2a; null where nothing can.';
comment on column adcp.continuations.native_task is 'A2A''s own Task.id, from the very answer that asked. Never AdCP''s task.';
comment on column adcp.continuations.native_context is 'A2A''s own contextId, from the very answer that asked.';
comment on column adcp.continuations.asked_at is 'When the question reached us.';
comment on column adcp.continuations.expires_at is 'Until when an answer is taken: the seller''s limit or the operation''s deadline, whichever is first.';
comment on column adcp.continuations.answer is 'What the caller answered.';
comment on column adcp.continuations.answer_hash is 'SHA-256 of the answer, to tell a repeat from another answer.';
comment on column adcp.continuations.frozen is 'The tool arguments that answer, exactly as they are sent: the frozen request with the answer''s members, under a key of their own.';
comment on column adcp.continuations.message_id is 'The A2A messageId of the answer: new, and the same should it ever arrive twice.';
comment on column adcp.continuations.answered_at is 'When the answer was stored.';
comment on column adcp.continuations.dispatched_at is 'The commitment: from then on the answer may have left.';
comment on column adcp.continuations.ended_at is 'When it was consumed, found ambiguous or stale.';
comment on column adcp.continuations.successor is 'The next question, where there is one.';

create table adcp.continuation_tokens (
    tenant_id     uuid        not null,
    operation_id  uuid        not null,
    generation    integer     not null,
    token_hash    bytea       not null check (length(token_hash) = 32),
    expires_at    timestamptz not null,
    primary key (tenant_id, operation_id, generation, token_hash)
);
comment on table adcp.continuation_tokens is
    'Tokens that allow one answer to one question. Only their SHA-256 is here; the token itself was shown once. All of a question are gone with its answer.';
comment on column adcp.continuation_tokens.tenant_id is 'Whose operation it is.';
comment on column adcp.continuation_tokens.operation_id is 'Which operation.';
comment on column adcp.continuation_tokens.generation is 'Which question.';
comment on column adcp.continuation_tokens.token_hash is 'SHA-256 of the token.';
comment on column adcp.continuation_tokens.expires_at is 'Until when it is good.';

select adcp.record_migration(13, '0013_continuations');
