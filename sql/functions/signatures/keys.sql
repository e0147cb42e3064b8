-- Keys that agents sign with: given by the operator as a set or as an address, the same for all instances.

create or replace function adcp.check_jwks(p_field text, p_jwks jsonb)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if jsonb_typeof(p_jwks -> 'keys') is distinct from 'array' or length(p_jwks::text) > 65536 then
        perform adcp.refuse_field(p_field, 'is not a JWK set', '{"keys": [ … ]}, at most 64 KiB.');
    end if;
    if exists (select from jsonb_array_elements(p_jwks -> 'keys') k where jsonb_typeof(k) <> 'object' or jsonb_typeof(k -> 'kid') is distinct from 'string') then
        perform adcp.refuse_field(p_field, 'has a key without kid', 'Every key needs its identifier.');
    end if;
    if exists (select from jsonb_array_elements(p_jwks -> 'keys') k where k ?| array['d', 'p', 'q', 'k']) then
        perform adcp.refuse_field(p_field, 'holds a private key', 'Give the public half only. The private one has been shown: replace it.');
    end if;
end
$$;
comment on function adcp.check_jwks(text, jsonb) is 'Raises AD010 unless the value is a set of public keys, each with its identifier.';

create or replace function adcp_api.put_signing_keys(
    p_tenant uuid, p_agent text, p_jwks jsonb default null, p_jwks_uri text default null, p_discover boolean default false,
    p_publishers text[] default null)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_agent uuid;
begin
    select a.id into v_agent from adcp.agents a where a.tenant_id = p_tenant and a.name = p_agent;
    if not found then
        perform adcp.refuse_unknown('agent', coalesce(p_agent, '(none)'));
    end if;
    if num_nonnulls(p_jwks, p_jwks_uri, nullif(p_discover, false)) <> 1
        and (p_publishers is null or num_nonnulls(p_jwks, p_jwks_uri, nullif(p_discover, false)) > 1)
    then
        perform adcp.refuse_field(
            'jwks', 'is to be given, or jwks_uri, or discover: exactly one of them', 'The keys, the address where they are, or true to find it by brand.json.');
    end if;
    if p_publishers is not null then
        perform adcp.put_publishers(p_tenant, v_agent, p_publishers);
    end if;
    if num_nonnulls(p_jwks, p_jwks_uri, nullif(p_discover, false)) = 0 then
        return;
    end if;
    if p_discover then
        perform adcp.discover_signing_keys(p_tenant, v_agent);
        return;
    end if;
    if p_jwks is not null then
        perform adcp.check_jwks('jwks', p_jwks);
    end if;
    if length(p_jwks_uri) > 2048 or p_jwks_uri !~ '^https?://[^[:space:]/?#@]+(/[^[:space:]#]*)?$' then
        perform adcp.refuse_field('jwks_uri', 'is not an http or https URL');
    end if;
    delete from adcp.key_discoveries d where d.tenant_id = p_tenant and d.agent_id = v_agent;
    delete from adcp.revocation_lists r where r.tenant_id = p_tenant and r.agent_id = v_agent;
    insert into adcp.signing_keys (tenant_id, agent_id, jwks, jwks_uri)
    values (p_tenant, v_agent, p_jwks, p_jwks_uri)
    on conflict (tenant_id, agent_id) do update
    set jwks = excluded.jwks, jwks_uri = excluded.jwks_uri, fetched_at = null, attempted_at = null;
end
$$;
comment on function adcp_api.put_signing_keys(uuid, text, jsonb, text, boolean, text[]) is
    'Says which keys an agent signs its webhooks with: a JWK set, the address of one, or p_discover: those that its operator''s brand.json names. '
    'What was revoked stays revoked. p_publishers, alone or besides, names the publishers whose adagents.json has to pin a key, and no others any more.';

create or replace function adcp_api.revoke_signing_key(p_tenant uuid, p_agent text, p_key_id text)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    update adcp.signing_keys k
    set revoked = array_append(array_remove(k.revoked, p_key_id), p_key_id)
    from adcp.agents a
    where a.tenant_id = p_tenant and a.name = p_agent and k.tenant_id = a.tenant_id and k.agent_id = a.id;
    if not found then
        perform adcp.refuse_unknown('agent', coalesce(p_agent, '(none)'));
    end if;
end
$$;
comment on function adcp_api.revoke_signing_key(uuid, text, text) is 'From now on the key proves nothing, on any instance.';

create or replace function adcp.longest_unseen(p_interval interval)
returns interval
language sql
immutable
parallel safe
return least(interval '1 hour', 4 * p_interval);
comment on function adcp.longest_unseen(interval) is
    'How long what was published is believed while it does not answer: an hour, and less where the operator''s list of revoked keys comes oftener.';

create or replace function adcp_api.signing_key(p_tenant uuid, p_agent uuid, p_key_id text)
returns table (
    jwk text, is_revoked boolean, is_revocation_stale boolean, is_over_cap boolean, is_store_full boolean, should_discover boolean,
    should_fetch boolean, should_fetch_revocations boolean, should_fetch_pins boolean)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
as $$
#variable_conflict use_column
begin
    return query
    select
        -- What was fetched is good for ten minutes and, while the address does not answer, for an hour; both less where the
        -- operator's list of revoked keys comes oftener.
        case when (k.jwks_uri is null or k.fetched_at > now() - life.most)
            and (d.agent_id is null or (d.refused_at is null and d.checked_at > now() - life.most))
            and coalesce(pinned.is_met, true) then named.key::text end,
        p_key_id = any (k.revoked) or coalesce(p_key_id = any (r.revoked), false),
        d.agent_id is not null and coalesce(r.good_until <= now(), true),
        coalesce(
            -- Counted at most once a second, and by those that get past here: what is older says nothing.
            (select u.live_nonces >= adcp.nonce_cap() and u.counted_at > now() - interval '1 second' from adcp.signing_key_use u
             where u.tenant_id = p_tenant and u.agent_id = p_agent and u.key_id = p_key_id), false),
        adcp.is_nonce_store_full(),
        d.agent_id is not null and (d.checked_at is null or d.checked_at < now() - life.due or d.failure is not null),
        k.jwks_uri is not null and (k.fetched_at is null or k.fetched_at < now() - life.due or named.is_missing),
        d.brand_json_url is not null and coalesce(r.due_at <= now(), true),
        coalesce(pinned.is_due or not (pinned.is_met or named.is_missing), false)
    from adcp.signing_keys k
    left join adcp.key_discoveries d on d.tenant_id = k.tenant_id and d.agent_id = k.agent_id
    left join adcp.revocation_lists r on r.tenant_id = k.tenant_id and r.agent_id = k.agent_id
    cross join lateral (
        select least(interval '10 minutes', r.poll_interval) as due, adcp.longest_unseen(r.poll_interval) as most) life
    cross join lateral (
        -- A name that two keys have names none of them.
        select case when count(*) = 1 then (array_agg(x.key))[1] end as key, count(*) = 0 as is_missing
        from jsonb_array_elements(k.jwks -> 'keys') as x (key)
        where x.key ->> 'kid' = p_key_id) named
    cross join lateral (
        -- Every publisher that was named has to authorize the agent and, where it pins keys, to pin this one.
        select
            bool_and(
                p.refused_at is null and coalesce(p.revoked_at < now() - interval '7 days', true)
                and coalesce(p.checked_at > now() - life.most, false)
                and (p.pins is null or coalesce(adcp.key_thumbprint(named.key) = any (p.pins), false))) as is_met,
            bool_or(p.checked_at is null or p.checked_at < now() - life.due or p.failure is not null) as is_due
        from adcp.publisher_pins p
        where p.tenant_id = k.tenant_id and p.agent_id = k.agent_id) pinned
    where k.tenant_id = p_tenant and k.agent_id = p_agent;
end
$$;
comment on function adcp_api.signing_key(uuid, uuid, text) is
    'A key of an agent by its identifier: null where it is not known, or not pinned by a publisher that pins keys; whether it was revoked, by us or by its '
    'operator, or nobody knows; whether it, or all keys together, hold too many nonces; and what should be fetched first. No row for an agent without keys.';

create or replace function adcp_api.begin_key_fetch(p_tenant uuid, p_agent uuid)
returns text
language sql
security definer
set search_path = pg_catalog, pg_temp
as $$
    update adcp.signing_keys k
    set attempted_at = now()
    where k.tenant_id = p_tenant and k.agent_id = p_agent and k.jwks_uri is not null
        and (k.attempted_at is null or k.attempted_at < now() - interval '30 seconds')
    returning k.jwks_uri;
$$;
comment on function adcp_api.begin_key_fetch(uuid, uuid) is
    'The address to fetch an agent''s keys from, for one caller in half a minute over all instances; null for the others.';

create or replace function adcp_api.record_signing_keys(p_tenant uuid, p_agent uuid, p_jwks_uri text, p_jwks jsonb)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform adcp.check_jwks('jwks', p_jwks);
    update adcp.signing_keys k
    set jwks = p_jwks, fetched_at = now()
    where k.tenant_id = p_tenant and k.agent_id = p_agent and k.jwks_uri = p_jwks_uri;
end
$$;
comment on function adcp_api.record_signing_keys(uuid, uuid, text, jsonb) is 'Keeps what was fetched, unless the operator has named another address meanwhile.';
