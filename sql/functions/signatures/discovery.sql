-- Where an agent's keys are, by its operator's brand.json: found by one instance at a time, the same for all. The rules that decide what a
-- document says are in Sources/AdCP/Discovery; what time and earlier documents have to say is here.

create or replace function adcp.discover_signing_keys(p_tenant uuid, p_agent uuid)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    insert into adcp.key_discoveries as d (tenant_id, agent_id) values (p_tenant, p_agent)
    on conflict (tenant_id, agent_id) do update set attempted_at = null;
    insert into adcp.revocation_lists (tenant_id, agent_id) values (p_tenant, p_agent) on conflict do nothing;
    -- Until the document is read there is no key. Asked for again, this confirms the address that the document named last.
    insert into adcp.signing_keys as k (tenant_id, agent_id, jwks) values (p_tenant, p_agent, '{"keys": []}')
    on conflict (tenant_id, agent_id) do update
    set jwks = excluded.jwks, fetched_at = null, attempted_at = null,
        jwks_uri = (select d.jwks_uri from adcp.key_discoveries d where d.tenant_id = p_tenant and d.agent_id = p_agent)
    where k.jwks_uri is distinct from
        (select d.jwks_uri from adcp.key_discoveries d where d.tenant_id = p_tenant and d.agent_id = p_agent)
        or k.jwks_uri is null;
    update adcp.alarms a
    set acknowledged_at = now()
    where a.tenant_id = p_tenant and a.agent_id = p_agent and a.kind = 'jwks_uri_changed' and a.acknowledged_at is null;
end
$$;
comment on function adcp.discover_signing_keys(uuid, uuid) is
    'Has an agent''s keys found by brand.json from now on, and confirms an address of keys that has changed.';

create or replace function adcp_api.begin_key_discovery(p_tenant uuid, p_agent uuid)
returns table (agent_url text, brand_json_url text, key_origins text)
language sql
security definer
set search_path = pg_catalog, pg_temp
as $$
    update adcp.key_discoveries d
    set attempted_at = now()
    from adcp.agents a
    where d.tenant_id = p_tenant and d.agent_id = p_agent and a.tenant_id = d.tenant_id and a.id = d.agent_id
        and (d.attempted_at is null or d.attempted_at < now() - interval '30 seconds')
    returning a.url, a.capabilities #>> '{identity,brand_json_url}', a.capabilities #>> '{identity,key_origins}';
$$;
comment on function adcp_api.begin_key_discovery(uuid, uuid) is
    'What to find an agent''s keys from, for one caller in half a minute over all instances; nothing for the others.';

create or replace function adcp_api.record_key_discovery(
    p_tenant uuid, p_agent uuid, p_agent_url text, p_brand_json_url text, p_jwks_uri text)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_pinned text;
    v_known text;
begin
    select k.jwks_uri, d.jwks_uri into v_pinned, v_known
    from adcp.key_discoveries d
    join adcp.signing_keys k on k.tenant_id = d.tenant_id and k.agent_id = d.agent_id
    join adcp.agents a on a.tenant_id = d.tenant_id and a.id = d.agent_id
    where d.tenant_id = p_tenant and d.agent_id = p_agent and a.url = p_agent_url
    for update of k, d;
    if not found then
        return;
    end if;
    update adcp.key_discoveries d
    set brand_json_url = p_brand_json_url, jwks_uri = p_jwks_uri, failure = null, refused_at = null, checked_at = now()
    where d.tenant_id = p_tenant and d.agent_id = p_agent;
    if v_pinned is null then
        update adcp.signing_keys k
        set jwks_uri = p_jwks_uri, fetched_at = null, attempted_at = null
        where k.tenant_id = p_tenant and k.agent_id = p_agent;
    elsif v_pinned <> p_jwks_uri and v_known is distinct from p_jwks_uri then
        perform adcp.raise_alarm(
            p_tenant, p_agent, 'jwks_uri_changed', substring(p_jwks_uri from '^https?://([^/:]+|\[[^]]+\])'),
            jsonb_build_object('pinned', v_pinned, 'found', p_jwks_uri, 'brand_json_url', p_brand_json_url));
    end if;
end
$$;
comment on function adcp_api.record_key_discovery(uuid, uuid, text, text, text) is
    'Keeps where an agent''s keys are. The first address is pinned; another one later raises an alarm and waits for a person, and the pinned one goes on. '
    'Nothing is kept for an agent whose URL has changed meanwhile.';

create or replace function adcp_api.record_discovery_failure(p_tenant uuid, p_agent uuid, p_failure text, p_is_definite boolean)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_was_good boolean;
begin
    select d.refused_at is null into v_was_good
    from adcp.key_discoveries d
    where d.tenant_id = p_tenant and d.agent_id = p_agent
    for update;
    update adcp.key_discoveries d
    set failure = p_failure, refused_at = case when p_is_definite then coalesce(d.refused_at, now()) else d.refused_at end
    where d.tenant_id = p_tenant and d.agent_id = p_agent;
    if p_is_definite and v_was_good then
        perform adcp.raise_alarm(p_tenant, p_agent, 'signing_keys_refused', p_failure);
    end if;
end
$$;
comment on function adcp_api.record_discovery_failure(uuid, uuid, text, boolean) is
    'Keeps why an agent''s keys were not found. A definite refusal by the operator''s document ends the trust in them; anything else leaves it to time.';

create or replace function adcp.key_discovery_document(p_tenant uuid, p_agent uuid)
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
as $$
    select jsonb_strip_nulls(jsonb_build_object(
        'brand_json_url', d.brand_json_url,
        'unconfirmed_jwks_uri', (
            select d.jwks_uri from adcp.signing_keys k
            where k.tenant_id = d.tenant_id and k.agent_id = d.agent_id and k.jwks_uri <> d.jwks_uri),
        'checked_at', d.checked_at, 'attempted_at', d.attempted_at, 'failure', d.failure, 'refused_at', d.refused_at))
    from adcp.key_discoveries d
    where d.tenant_id = p_tenant and d.agent_id = p_agent;
$$;
comment on function adcp.key_discovery_document(uuid, uuid) is 'How an agent''s keys were found, as a JSON document; null where its operator gave them.';
