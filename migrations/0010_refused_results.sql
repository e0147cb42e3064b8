-- migrate:up
-- kind: expand
-- locks: none on existing objects
-- expected at ten million rows: does not depend on rows
-- minimum application version: 0.1
--
-- Results that are none of their tasks': authentic, but not as AdCP's schemas have them. They settle nothing and are kept for people.
set local lock_timeout = '2s';
set local statement_timeout = '60s';
set local role adcp_owner;

create table adcp.refused_results (
    tenant_id     uuid        not null,
    operation_id  uuid        not null,
    fingerprint   bytea       not null check (length(fingerprint) = 32),
    channel       text        not null,
    reason        text,
    value         jsonb       check (length(value::text) <= 65536),
    times         integer     not null default 1 check (times > 0),
    first_at      timestamptz not null default now(),
    last_at       timestamptz not null default now(),
    primary key (tenant_id, operation_id, fingerprint)
) with (fillfactor = 80);
create index refused_results_old on adcp.refused_results (last_at);
comment on table adcp.refused_results is
    'One row per result of an operation that is not as its task has to answer, sixteen at most: what the seller said, and how often. It is asked again until it says it right.';
comment on column adcp.refused_results.tenant_id is 'Whose operation it is.';
comment on column adcp.refused_results.operation_id is 'The operation.';
comment on column adcp.refused_results.fingerprint is 'SHA-256 of the result: the same again is counted.';
comment on column adcp.refused_results.channel is 'How it came first: call, poll or webhook.';
comment on column adcp.refused_results.reason is 'What is wrong with it, in our own words.';
comment on column adcp.refused_results.value is 'The result; null where it is longer than 64 KiB.';
comment on column adcp.refused_results.times is 'How often it came.';
comment on column adcp.refused_results.first_at is 'When it came first.';
comment on column adcp.refused_results.last_at is 'When it came last.';

select adcp.record_migration(10, '0010_refused_results');
