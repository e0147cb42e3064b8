-- migrate:up
-- kind: expand
-- locks: none on existing objects
-- expected at ten million rows: does not depend on rows
-- minimum application version: 0.1
--
-- Roles, schemas and the ledger of migrations. Every later file runs as adcp_owner, which owns everything and cannot log in.
set local lock_timeout = '2s';
set local statement_timeout = '60s';

do $$
declare
    role_name text;
begin
    foreach role_name in array array['adcp_owner', 'adcp_migrator', 'adcp_app', 'adcp_operator', 'adcp_reader'] loop
        if not exists (select from pg_catalog.pg_roles where rolname = role_name) then
            execute format('create role %I nologin', role_name);
        end if;
    end loop;
    if not pg_catalog.pg_has_role(current_user, 'adcp_owner', 'member') then
        execute format('grant adcp_owner to %I', current_user);
    end if;
end
$$;

grant adcp_owner to adcp_migrator;

create schema if not exists adcp authorization adcp_owner;
create schema if not exists adcp_api authorization adcp_owner;
create schema if not exists adcp_report authorization adcp_owner;

set local role adcp_owner;

comment on schema adcp is 'Holdfast: tables, constraints and internal functions. Private: nothing outside the schema owner reads or writes here.';
comment on schema adcp_api is 'Holdfast: the functions that programs and people call. Grows only, within a major version.';
comment on schema adcp_report is 'Holdfast: views to read. Grows only, within a major version.';

-- Functions are executable by everybody unless told otherwise; ours are not.
alter default privileges for role adcp_owner revoke execute on functions from public;

create table adcp.schema_migrations (
    version     integer     not null primary key,
    name        text        not null unique,
    sha256      text        check (sha256 ~ '^[0-9a-f]{64}$'),
    applied_at  timestamptz not null default clock_timestamp(),
    applied_by  text        not null default session_user
);
comment on table adcp.schema_migrations is 'Ledger: one row per migration file applied to this database, whatever tool applied it.';
comment on column adcp.schema_migrations.version is 'Number that the file name starts with.';
comment on column adcp.schema_migrations.name is 'File name without its extension.';
comment on column adcp.schema_migrations.sha256 is 'SHA-256 of the file, in hexadecimal; null when the tool that applied it did not say.';
comment on column adcp.schema_migrations.applied_at is 'When it was applied.';
comment on column adcp.schema_migrations.applied_by is 'The role that logged in to apply it.';

create function adcp.record_migration(p_version integer, p_name text)
returns void
language sql
as $$
    insert into adcp.schema_migrations (version, name) values (p_version, p_name);
$$;
comment on function adcp.record_migration(integer, text) is 'The last statement of every migration file: writes its line in the ledger.';

create function adcp.confirm_migration(p_version integer, p_sha256 text)
returns void
language sql
as $$
    update adcp.schema_migrations set sha256 = p_sha256 where version = p_version and sha256 is null;
$$;
comment on function adcp.confirm_migration(integer, text) is 'Called by a runner after a migration file, to note the checksum of what it applied.';

create table adcp.schema_objects (
    only_row    boolean     not null primary key default true check (only_row),
    sha256      text        not null check (sha256 ~ '^[0-9a-f]{64}$'),
    applied_at  timestamptz not null default clock_timestamp(),
    applied_by  text        not null default session_user
);
comment on table adcp.schema_objects is 'One row: which edition of the repeatable objects (functions, triggers, views, rights) this database has.';
comment on column adcp.schema_objects.only_row is 'Always true: keeps the table to one row.';
comment on column adcp.schema_objects.sha256 is 'SHA-256 of the script that made them, in hexadecimal.';
comment on column adcp.schema_objects.applied_at is 'When they were last applied.';
comment on column adcp.schema_objects.applied_by is 'The role that logged in to apply them.';

create function adcp.record_objects(p_sha256 text)
returns void
language sql
as $$
    insert into adcp.schema_objects (sha256) values (p_sha256)
    on conflict (only_row) do update
    set sha256 = excluded.sha256, applied_at = excluded.applied_at, applied_by = excluded.applied_by;
$$;
comment on function adcp.record_objects(text) is 'Called by a runner after the repeatable objects, to note which edition they are.';

create function adcp.prefer_lz4(p_table text, p_column text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    execute format('alter table adcp.%I alter column %I set compression lz4', p_table, p_column);
exception when feature_not_supported then
    null;
end
$$;
comment on function adcp.prefer_lz4(text, text) is 'Compresses a column with lz4, which is faster than the default; servers built without it keep the default.';

-- The ledger can be read as soon as it exists, whether the repeatable objects are there or not.
create function adcp_api.applied_migrations()
returns table (version integer, name text, sha256 text, applied_at timestamptz)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select m.version, m.name, m.sha256, m.applied_at from adcp.schema_migrations m order by m.version;
$$;
comment on function adcp_api.applied_migrations() is 'The ledger of migrations, oldest first.';

create function adcp_api.applied_objects()
returns text
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select o.sha256 from adcp.schema_objects o;
$$;
comment on function adcp_api.applied_objects() is 'SHA-256 of the script that made the repeatable objects; null when they were never applied.';

select adcp.record_migration(1, '0001_foundation');
