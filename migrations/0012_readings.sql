-- migrate:up
-- kind: expand
-- locks: none on existing objects
-- expected at ten million rows: does not depend on rows
-- minimum application version: 0.1
--
-- What an operation made and is not finished with its end: buys that the seller has yet to confirm, creatives that it has yet to judge.
set local lock_timeout = '2s';
set local statement_timeout = '60s';
set local role adcp_owner;

create table adcp.media_buys (
    tenant_id          uuid        not null,
    agent_id           uuid        not null,
    media_buy_id       text        not null check (length(media_buy_id) between 1 and 512),
    operation_id       uuid        not null,
    account_id         uuid,
    status             text        check (length(status) <= 64),
    confirmed_at       timestamptz,
    revision           bigint,
    creative_deadline  timestamptz,
    reads              integer     not null default 0,
    read_at            timestamptz,
    next_read_at       timestamptz,
    primary key (tenant_id, agent_id, media_buy_id)
);
create index media_buys_operation on adcp.media_buys (tenant_id, operation_id);
create index media_buys_to_read on adcp.media_buys (next_read_at) where next_read_at is not null;
comment on table adcp.media_buys is 'Media buys that were not confirmed when their task was done, or that were found by looking: read back until they are.';
comment on column adcp.media_buys.tenant_id is 'Whose buy it is.';
comment on column adcp.media_buys.agent_id is 'With which agent.';
comment on column adcp.media_buys.media_buy_id is 'The seller''s name for it.';
comment on column adcp.media_buys.operation_id is 'The operation that made it.';
comment on column adcp.media_buys.account_id is 'Under which account.';
comment on column adcp.media_buys.status is 'Status of the buy, in AdCP''s words: not that of the task.';
comment on column adcp.media_buys.confirmed_at is 'When the seller committed to it.';
comment on column adcp.media_buys.revision is 'The seller''s revision of it, as last read.';
comment on column adcp.media_buys.creative_deadline is 'Until when creatives are taken.';
comment on column adcp.media_buys.reads is 'How often it was asked for.';
comment on column adcp.media_buys.read_at is 'When the seller last told of it.';
comment on column adcp.media_buys.next_read_at is 'When it will be asked for again; null when that is not needed.';

create table adcp.creatives (
    tenant_id     uuid        not null,
    agent_id      uuid        not null,
    account_id    uuid,
    creative_id   text        not null check (length(creative_id) between 1 and 512),
    operation_id  uuid        not null,
    status        text        check (length(status) <= 64),
    reason        text        check (length(reason) <= 1024),
    decided_at    timestamptz,
    reads         integer     not null default 0,
    read_at       timestamptz,
    next_read_at  timestamptz,
    constraint creatives_are_known_once unique nulls not distinct (tenant_id, agent_id, account_id, creative_id)
);
create index creatives_operation on adcp.creatives (tenant_id, operation_id);
create index creatives_to_read on adcp.creatives (next_read_at) where next_read_at is not null;
comment on table adcp.creatives is 'Creatives that were synced, each with the publisher''s judgement of it: a task that is done says nothing of that.';
comment on column adcp.creatives.tenant_id is 'Whose creative it is.';
comment on column adcp.creatives.agent_id is 'With which agent.';
comment on column adcp.creatives.account_id is 'In the library of which account.';
comment on column adcp.creatives.creative_id is 'The buyer''s name for it.';
comment on column adcp.creatives.operation_id is 'The operation that last synced it.';
comment on column adcp.creatives.status is 'processing, pending_review, approved, suspended, rejected or archived, in AdCP''s words; null before the seller said.';
comment on column adcp.creatives.reason is 'Why, in the seller''s words (untrusted, capped).';
comment on column adcp.creatives.decided_at is 'When we first learnt that it was approved or rejected.';
comment on column adcp.creatives.reads is 'How often it was asked for since it was synced.';
comment on column adcp.creatives.read_at is 'When the seller last told of it.';
comment on column adcp.creatives.next_read_at is 'When it will be asked for again; null when that is not needed.';

select adcp.record_migration(12, '0012_readings');
