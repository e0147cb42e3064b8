-- Instances: who is running. For people; nothing depends on it. How they say that they live stands in restore.sql.

create or replace function adcp_api.stop_instance(p_instance uuid)
returns void
language sql
security definer
set search_path = pg_catalog, pg_temp
as $$
    update adcp.instances set stopped_at = now() where id = p_instance;
$$;
comment on function adcp_api.stop_instance(uuid) is 'An instance says that it stops in good order.';
