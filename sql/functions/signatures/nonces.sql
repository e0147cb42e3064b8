-- Nonces of signatures that were good: one insert tells a replay, on whichever instance it turns up (AdCP webhook signing, checks 9a, 12 and 13).

create or replace function adcp.nonce_cap()
returns integer
language sql
immutable
parallel safe
return 100000;
comment on function adcp.nonce_cap() is 'Most nonces that one key may hold at a time.';

create or replace function adcp.count_nonces(p_tenants uuid[], p_agents uuid[], p_key_ids text[])
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
as $$
begin
    if (select bool_and(coalesce(
            (select k.counted_at > now() - interval '1 second'
             from adcp.signing_key_use k
             where k.tenant_id = u.tenant_id and k.agent_id = u.agent_id and k.key_id = u.key_id), u.key_id is null))
        from unnest(p_tenants, p_agents, p_key_ids) as u (tenant_id, agent_id, key_id))
    then
        return;
    end if;
    insert into adcp.signing_key_use (tenant_id, agent_id, key_id, live_nonces)
    select u.tenant_id, u.agent_id, u.key_id, (
            select count(*)
            from (
                select from adcp.signature_nonces n
                where n.tenant_id = u.tenant_id and n.agent_id = u.agent_id and n.key_id = u.key_id and n.expires_at > now()
                limit adcp.nonce_cap()) n)
    from (select distinct * from unnest(p_tenants, p_agents, p_key_ids) as x (tenant_id, agent_id, key_id)) u
    where u.agent_id is not null and u.key_id is not null and (
        select k.counted_at > now() - interval '1 second'
        from adcp.signing_key_use k
        where k.tenant_id = u.tenant_id and k.agent_id = u.agent_id and k.key_id = u.key_id) is not true
    order by u.tenant_id, u.agent_id, u.key_id
    on conflict (tenant_id, agent_id, key_id) do update
    set live_nonces = excluded.live_nonces, counted_at = now()
    where adcp.signing_key_use.counted_at <= now() - interval '1 second';
end
$$;
comment on function adcp.count_nonces(uuid[], uuid[], text[]) is
    'Counts the nonces that keys hold, each at most once a second, by whoever comes first: the cap is exact but for that second.';

create or replace function adcp.spend_nonces(
    p_tenants uuid[], p_agents uuid[], p_key_ids text[], p_nonces text[], p_kept_until bigint[])
returns text[]
language plpgsql
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
    v_uses text[];
begin
    perform adcp.count_nonces(p_tenants, p_agents, p_key_ids);
    -- Looked at here, so that instances may remember a key for a moment, and a revoked one proves nothing at once all the same.
    with known as materialized (
        select u.tenant_id, u.agent_id, u.key_id, k.jwk is null or k.is_revoked or k.is_revocation_stale as is_void, k.is_store_full
        from (select distinct * from unnest(p_tenants, p_agents, p_key_ids) as x (tenant_id, agent_id, key_id)) u
        cross join lateral adcp_api.signing_key(u.tenant_id, u.agent_id, u.key_id) k
        where u.key_id is not null
    ),
    said as materialized (
        select u.*, row_number() over (partition by u.tenant_id, u.agent_id, u.key_id, u.nonce order by u.ordinal) = 1 as is_first,
            n.is_void, n.is_store_full or (select k.live_nonces >= adcp.nonce_cap()
             from adcp.signing_key_use k
             where k.tenant_id = u.tenant_id and k.agent_id = u.agent_id and k.key_id = u.key_id) as is_over_cap
        from unnest(p_tenants, p_agents, p_key_ids, p_nonces, p_kept_until) with ordinality
            as u (tenant_id, agent_id, key_id, nonce, kept_until, ordinal)
        left join known n on n.tenant_id = u.tenant_id and n.agent_id = u.agent_id and n.key_id = u.key_id
    ),
    spent as (
        insert into adcp.signature_nonces (tenant_id, agent_id, key_id, nonce, expires_at)
        select s.tenant_id, s.agent_id, s.key_id, s.nonce, to_timestamp(s.kept_until)
        from said s
        where s.is_first and s.is_void is not true and s.is_over_cap is not true and s.agent_id is not null
        order by s.tenant_id, s.agent_id, s.key_id, s.nonce
        on conflict do nothing
        returning tenant_id, agent_id, key_id, nonce
    )
    select array_agg(
            case when s.nonce is null then null
                when s.is_void then 'revoked'
                when s.is_over_cap then 'rate_abuse'
                when s.is_first and (s.tenant_id, s.agent_id, s.key_id, s.nonce) in (select x.* from spent x) then 'fresh'
                else 'replayed' end
            order by s.ordinal)
        into v_uses
    from said s;
    -- Every insert removes two that are over, so the table stays as small as it is busy.
    delete from adcp.signature_nonces n
    where n.ctid = any (array(
        select o.ctid from adcp.signature_nonces o
        where o.expires_at < now()
        order by o.expires_at
        limit 2 * cardinality(p_nonces)
        for update skip locked));
    return v_uses;
end
$$;
comment on function adcp.spend_nonces(uuid[], uuid[], text[], text[], bigint[]) is
    'Uses nonces up, one element each in every array: fresh the first time, replayed ever after, rate_abuse where the key holds too many, '
    'revoked where the key proves nothing any more, null where there is no nonce. rate_abuse is also the answer where all keys together hold too many. p_kept_until is Unix time in seconds. Call it when everything else about the signatures is good.';

create or replace function adcp_api.spend_nonce(p_tenant uuid, p_agent uuid, p_key_id text, p_nonce text, p_kept_until bigint)
returns text
language sql
security definer
set search_path = pg_catalog, pg_temp
as $$
    select (adcp.spend_nonces(array[p_tenant], array[p_agent], array[p_key_id], array[p_nonce], array[p_kept_until]))[1];
$$;
comment on function adcp_api.spend_nonce(uuid, uuid, text, text, bigint) is
    'Uses one nonce up, of a webhook that is refused for another reason: fresh, replayed, rate_abuse or revoked.';
