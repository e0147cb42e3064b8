-- Where an agent's keys are, by its operator's brand.json: found by one instance at a time, the same for all. The rules that decide what a
-- document says are in Sources/AdCP/Discovery; what time and earlier documents have to say is here.

create or replace function adcp.url_origin(p_url text)
returns text
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
return lower(substring(p_url from '^https?://[^/?#]+'));
comment on function adcp.url_origin(text) is 'Scheme, host and port of a URL.';

create or replace function adcp.discover_signing_keys(p_tenant uuid, p_agent uuid)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_confirmed text;
begin
    -- Asked for again, this confirms what was found last. Until the document is read there is no key.
    insert into adcp.key_discoveries as d (tenant_id, agent_id) values (p_tenant, p_agent)
    on conflict (tenant_id, agent_id) do update set brand_json_url = d.found_brand, attempted_at = null
    returning d.found_jwks_uri into v_confirmed;
    insert into adcp.revocation_lists (tenant_id, agent_id) values (p_tenant, p_agent) on conflict do nothing;
    insert into adcp.signing_keys as k (tenant_id, agent_id, jwks) values (p_tenant, p_agent, '{"keys": []}')
    on conflict (tenant_id, agent_id) do update
    set jwks_uri = v_confirmed, jwks = excluded.jwks, fetched_at = null, attempted_at = null
    where k.jwks_uri is null or k.jwks_uri is distinct from v_confirmed;
    update adcp.alarms a
    set acknowledged_at = now()
    where a.tenant_id = p_tenant and a.agent_id = p_agent and a.kind in ('jwks_uri_changed', 'brand_json_changed') and a.acknowledged_at is null;
end
$$;
comment on function adcp.discover_signing_keys(uuid, uuid) is
    'Has an agent''s keys found by brand.json from now on, and confirms addresses that have changed.';

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
    v_known record;
begin
    select k.jwks_uri, d.brand_json_url, d.found_jwks_uri, d.found_brand into v_known
    from adcp.key_discoveries d
    join adcp.signing_keys k on k.tenant_id = d.tenant_id and k.agent_id = d.agent_id
    join adcp.agents a on a.tenant_id = d.tenant_id and a.id = d.agent_id
    where d.tenant_id = p_tenant and d.agent_id = p_agent and a.url = p_agent_url
    for update of k, d;
    if not found then
        return;
    end if;
    update adcp.key_discoveries d
    set brand_json_url = coalesce(d.brand_json_url, p_brand_json_url), found_brand = p_brand_json_url, found_jwks_uri = p_jwks_uri,
        failure = null, refused_at = null, checked_at = now()
    where d.tenant_id = p_tenant and d.agent_id = p_agent;
    if v_known.jwks_uri is null then
        update adcp.signing_keys k
        set jwks_uri = p_jwks_uri, fetched_at = null, attempted_at = null
        where k.tenant_id = p_tenant and k.agent_id = p_agent;
        return;
    end if;
    if p_jwks_uri <> v_known.jwks_uri and p_jwks_uri is distinct from v_known.found_jwks_uri then
        perform adcp.raise_alarm(
            p_tenant, p_agent, 'jwks_uri_changed', regexp_replace(adcp.url_origin(p_jwks_uri), '^https?://', ''),
            jsonb_build_object('pinned', v_known.jwks_uri, 'found', p_jwks_uri, 'brand_json_url', p_brand_json_url));
    end if;
    if adcp.url_origin(p_brand_json_url) <> adcp.url_origin(v_known.brand_json_url) and p_brand_json_url is distinct from v_known.found_brand then
        perform adcp.raise_alarm(
            p_tenant, p_agent, 'brand_json_changed', regexp_replace(adcp.url_origin(p_brand_json_url), '^https?://', ''),
            jsonb_build_object('pinned', v_known.brand_json_url, 'found', p_brand_json_url));
    end if;
end
$$;
comment on function adcp_api.record_key_discovery(uuid, uuid, text, text, text) is
    'Keeps where an agent''s keys are. The first addresses are pinned; others later raise an alarm and wait for a person, and the pinned ones go on. '
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
        'unconfirmed_brand_json_url',
            case when adcp.url_origin(d.found_brand) <> adcp.url_origin(d.brand_json_url) then d.found_brand end,
        'unconfirmed_jwks_uri', (
            select d.found_jwks_uri from adcp.signing_keys k
            where k.tenant_id = d.tenant_id and k.agent_id = d.agent_id and k.jwks_uri <> d.found_jwks_uri),
        'checked_at', d.checked_at, 'attempted_at', d.attempted_at, 'failure', d.failure, 'refused_at', d.refused_at))
    from adcp.key_discoveries d
    where d.tenant_id = p_tenant and d.agent_id = p_agent;
$$;
comment on function adcp.key_discovery_document(uuid, uuid) is 'How an agent''s keys were found, as a JSON document; null where its operator gave them.';
