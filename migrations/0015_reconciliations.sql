-- migrate:up
-- kind: expand
-- locks: agents, for an instant: one column with a constant default
-- expected at ten million rows: does not depend on rows
-- minimum application version: 0.1
--
-- Comparing what we believe of an agent's tasks with what the agent lists, and what was found to differ.
set local lock_timeout = '2s';
set local statement_timeout = '60s';
set local role adcp_owner;

alter table adcp.agents add column adopts_orphans boolean not null default false;
comment on column adcp.agents.adopts_orphans is 'The credential is ours alone, so that a task that the agent lists and we do not know is ours, and is followed from then on.';

create table adcp.reconciliations (
    tenant_id    uuid        not null,
    id           uuid        not null default adcp.new_id(),
    agent_id     uuid        not null,
    account_id   uuid,
    cause        text        not null check (cause in ('start', 'operator', 'restore')),
    started_at   timestamptz not null default now(),
    finished_at  timestamptz,
    outcome      text        check (outcome in ('compared', 'compared_in_part', 'not_listed')),
    tasks        text        check (tasks in ('compared', 'compared_in_part', 'not_listed')),
    listed       integer     check (listed >= 0),
    reason       text        check (length(reason) <= 1024),
    primary key (tenant_id, id),
    constraint reconciliations_finish_with_outcome check ((finished_at is null) = (outcome is null))
);
-- One at a time.
create unique index reconciliations_running on adcp.reconciliations (tenant_id, agent_id, (coalesce(account_id, '00000000-0000-0000-0000-000000000000')))
    where finished_at is null;
create index reconciliations_agent on adcp.reconciliations (tenant_id, agent_id, started_at);
comment on table adcp.reconciliations is 'One row per comparison with an agent under one account. Its pages are operations.';
comment on column adcp.reconciliations.tenant_id is 'Whose agent it is.';
comment on column adcp.reconciliations.id is 'Identifier (UUIDv7).';
comment on column adcp.reconciliations.agent_id is 'Whose tasks were listed.';
comment on column adcp.reconciliations.account_id is 'Under which account; null where the operations name none.';
comment on column adcp.reconciliations.cause is 'start: an instance started. operator: somebody asked. restore: the database went back in time.';
comment on column adcp.reconciliations.started_at is 'What changed after it is not compared.';
comment on column adcp.reconciliations.finished_at is 'When the last page was taken.';
comment on column adcp.reconciliations.outcome is 'compared; compared_in_part: the list did not end, so that nothing follows from what is missing; not_listed: the agent did not list its tasks.';
comment on column adcp.reconciliations.tasks is 'What became of the list of tasks, while the agent''s buys are still read.';
comment on column adcp.reconciliations.listed is 'How many tasks were listed.';
comment on column adcp.reconciliations.reason is 'Why nothing, or not all, was compared.';

create table adcp.reconciliation_pages (
    tenant_id          uuid    not null,
    operation_id       uuid    not null,
    reconciliation_id  uuid    not null,
    lists              text    not null default 'tasks' check (lists in ('tasks', 'buys')),
    ordinal            integer not null check (ordinal > 0),
    primary key (tenant_id, operation_id),
    unique (tenant_id, reconciliation_id, lists, ordinal)
);
comment on table adcp.reconciliation_pages is 'The operations that list for each comparison: list_tasks, and get_media_buys.';
comment on column adcp.reconciliation_pages.tenant_id is 'Whose they are.';
comment on column adcp.reconciliation_pages.operation_id is 'The operation that asks for the page.';
comment on column adcp.reconciliation_pages.reconciliation_id is 'The comparison.';
comment on column adcp.reconciliation_pages.lists is 'Open tasks, or all buys.';
comment on column adcp.reconciliation_pages.ordinal is 'Which page, from 1.';

create table adcp.reconciliation_findings (
    tenant_id          uuid not null,
    id                 uuid not null default adcp.new_id(),
    reconciliation_id  uuid not null,
    kind               text not null check (kind in ('orphaned', 'missing', 'mismatched', 'conflicting', 'unmatched_webhook', 'orphaned_buy')),
    task_id            text check (length(task_id) <= 512),
    task_type          text check (length(task_type) <= 63),
    operation_id       uuid,
    media_buy_id       text check (length(media_buy_id) <= 512),
    our_state          text,
    their_state        text check (length(their_state) <= 64),
    action             text not null check (action in ('adopted', 'polled', 'person')),
    primary key (tenant_id, id)
);
create index reconciliation_findings_reconciliation on adcp.reconciliation_findings (tenant_id, reconciliation_id);
comment on table adcp.reconciliation_findings is 'One row per difference.';
comment on column adcp.reconciliation_findings.tenant_id is 'Whose it is.';
comment on column adcp.reconciliation_findings.id is 'Identifier (UUIDv7), for adopting.';
comment on column adcp.reconciliation_findings.reconciliation_id is 'The comparison.';
comment on column adcp.reconciliation_findings.kind is
    'orphaned: listed, and no operation of ours. missing: open here, and not listed. mismatched: open on both sides, in different states. '
    'conflicting: settled here and open there, or another task. unmatched_webhook: an authentic webhook that speaks of none of ours. '
    'orphaned_buy: bought under the name of an operation of ours that this database does not have.';
comment on column adcp.reconciliation_findings.task_id is 'The agent''s task.';
comment on column adcp.reconciliation_findings.task_type is 'AdCP task, as the agent says.';
comment on column adcp.reconciliation_findings.operation_id is 'Our operation, where there is one; of an orphaned buy, the one that is lost.';
comment on column adcp.reconciliation_findings.media_buy_id is 'The buy, where there is one.';
comment on column adcp.reconciliation_findings.our_state is 'How it stood here.';
comment on column adcp.reconciliation_findings.their_state is 'How it stood there.';
comment on column adcp.reconciliation_findings.action is 'adopted: an operation follows it now. polled: it was asked for at once. person: somebody has to look.';

select adcp.record_migration(15, '0015_reconciliations');
