-- Access: tenants and the keys that open the HTTP API for them.

create or replace function adcp_api.put_tenant(p_name text)
returns uuid
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_id uuid;
begin
    if p_name is null or p_name !~ '^[a-z0-9][a-z0-9-]{0,62}$' then
        perform adcp.refuse_field('tenant', 'is not a short name', 'Lower-case letters, digits and hyphens; at most 63.');
    end if;
    insert into adcp.tenants (name) values (p_name) on conflict (name) do nothing returning id into v_id;
    if not found then
        select t.id into v_id from adcp.tenants t where t.name = p_name;
    end if;
    return v_id;
end
$$;
comment on function adcp_api.put_tenant(text) is 'The tenant of that name, made if there was none.';

create or replace function adcp_api.find_tenant(p_name text)
returns uuid
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_id uuid;
begin
    select t.id into v_id from adcp.tenants t where t.name = p_name;
    if not found then
        perform adcp.refuse_unknown('tenant', coalesce(p_name, '(none)'));
    end if;
    return v_id;
end
$$;
comment on function adcp_api.find_tenant(text) is 'Identifier of the tenant of that name; AD011 when there is none.';

create or replace function adcp_api.put_api_key(p_tenant uuid, p_name text, p_key_hash bytea)
returns uuid
language sql
security definer
set search_path = pg_catalog, pg_temp
as $$
    insert into adcp.api_keys (tenant_id, name, key_hash) values (p_tenant, p_name, p_key_hash)
    on conflict (tenant_id, key_hash) do update set name = excluded.name
    returning id;
$$;
comment on function adcp_api.put_api_key(uuid, text, bytea) is 'Keeps the SHA-256 of a new key.';

create or replace function adcp_api.check_api_key(p_tenant uuid, p_key_hash bytea)
returns text
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select k.name from adcp.api_keys k
    where k.tenant_id = p_tenant and k.key_hash = p_key_hash and k.revoked_at is null;
$$;
comment on function adcp_api.check_api_key(uuid, bytea) is 'The name of a key that opens the API for a tenant; null for any other.';
