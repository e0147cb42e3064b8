-- migrate:up
-- kind: expand
-- locks: none on existing objects
-- expected at ten million rows: does not depend on rows
-- minimum application version: 0.1
--
-- Whether the database is where it was: a copy that was promoted or restored may lack what was committed, and sent, before.
set local lock_timeout = '2s';
set local statement_timeout = '60s';
set local role adcp_owner;

create table adcp.deployment (
    is_only           boolean     not null primary key default true check (is_only),
    place             text        not null check (place ~ '^[0-9]+/[0-9A-F]{8}$'),
    mark              bigint      not null default 0,
    held_since        timestamptz,
    trusts_promotion  boolean     not null default false
) with (fillfactor = 50);
comment on table adcp.deployment is 'One row: where this database believes that it is, and whether anything may go out.';
comment on column adcp.deployment.is_only is 'There is one.';
comment on column adcp.deployment.place is 'PostgreSQL''s system identifier and timeline: another one means that this is a copy.';
comment on column adcp.deployment.mark is 'Counts heartbeats. An instance that remembers a higher one knows that commits were lost.';
comment on column adcp.deployment.held_since is 'Since when nothing goes out that changes anything; null while everything does.';
comment on column adcp.deployment.trusts_promotion is 'Replication is synchronous, so that a promoted copy has every commit: a new timeline is written down, and nothing is held.';

create table adcp.restore_epochs (
    id          bigint      generated always as identity primary key,
    began_at    timestamptz not null default now(),
    cause       text        not null check (cause in ('promotion', 'copy', 'witness', 'operator')),
    from_place  text        not null,
    to_place    text        not null,
    detail      text        check (length(detail) <= 1024),
    resumed_at  timestamptz,
    resumed_by  text        check (length(resumed_by) between 1 and 128),
    reason      text        check (length(reason) <= 1024)
);
comment on table adcp.restore_epochs is 'One row for every time that the database may have lost commits.';
comment on column adcp.restore_epochs.id is 'Number.';
comment on column adcp.restore_epochs.began_at is 'When it was noticed.';
comment on column adcp.restore_epochs.cause is 'promotion: a new timeline. copy: another PostgreSQL cluster. witness: an instance remembers what the database does not. operator: somebody said so.';
comment on column adcp.restore_epochs.from_place is 'Where the data came from.';
comment on column adcp.restore_epochs.to_place is 'Where it is.';
comment on column adcp.restore_epochs.detail is 'What else is known.';
comment on column adcp.restore_epochs.resumed_at is 'When dispatch went on.';
comment on column adcp.restore_epochs.resumed_by is 'By whom; null where promotions are trusted.';
comment on column adcp.restore_epochs.reason is 'Why, in their words.';

insert into adcp.deployment (place)
select c.system_identifier || '/' || left(pg_walfile_name(pg_current_wal_lsn()), 8) from pg_control_system() c;

select adcp.record_migration(16, '0016_restore_epochs');
