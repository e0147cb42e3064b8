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
