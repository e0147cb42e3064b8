-- Instances: who is running. For people; nothing depends on it.

create or replace function adcp_api.beat(p_instance uuid, p_name text, p_version text)
returns void
language sql
security definer
set search_path = pg_catalog, pg_temp
as $$
    insert into adcp.instances (id, name, version) values (p_instance, p_name, p_version)
    on conflict (id) do update set heartbeat_at = now(), stopped_at = null;
$$;
comment on function adcp_api.beat(uuid, text, text) is 'An instance says that it lives.';

create or replace function adcp_api.stop_instance(p_instance uuid)
returns void
language sql
security definer
set search_path = pg_catalog, pg_temp
as $$
    update adcp.instances set stopped_at = now() where id = p_instance;
$$;
comment on function adcp_api.stop_instance(uuid) is 'An instance says that it stops in good order.';

create or replace function adcp_api.schema_version()
returns integer
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select coalesce(max(version), 0) from adcp.schema_migrations;
$$;
comment on function adcp_api.schema_version() is 'Number of the last migration applied.';

create or replace function adcp_api.applied_migrations()
returns table (version integer, name text, sha256 text, applied_at timestamptz)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select version, name, sha256, applied_at from adcp.schema_migrations order by version;
$$;
comment on function adcp_api.applied_migrations() is 'The ledger of migrations.';
