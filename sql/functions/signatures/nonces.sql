-- Nonces of signatures that were good: one insert tells a replay, on whichever instance it turns up (AdCP webhook signing, checks 9a, 12 and 13).

create or replace function adcp.nonce_cap()
returns integer
language sql
immutable
parallel safe
return 100000;
comment on function adcp.nonce_cap() is 'Most nonces that one key may hold at a time.';

create or replace function adcp_api.spend_nonce(p_tenant uuid, p_agent uuid, p_key_id text, p_nonce text, p_expires_at timestamptz)
returns text
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
as $$
declare
    v_live integer;
begin
    -- Counted at most once a second, by whoever comes first: the cap is exact but for that second.
    select u.live_nonces into v_live
    from adcp.signing_key_use u
    where u.tenant_id = p_tenant and u.agent_id = p_agent and u.key_id = p_key_id and u.counted_at > now() - interval '1 second';
    if not found then
        select count(*) into v_live
        from (
            select from adcp.signature_nonces n
            where n.tenant_id = p_tenant and n.agent_id = p_agent and n.key_id = p_key_id and n.expires_at > now()
            limit adcp.nonce_cap()) n;
        insert into adcp.signing_key_use (tenant_id, agent_id, key_id, live_nonces)
        values (p_tenant, p_agent, p_key_id, v_live)
        on conflict (tenant_id, agent_id, key_id) do update
        set live_nonces = excluded.live_nonces, counted_at = now()
        where adcp.signing_key_use.counted_at <= now() - interval '1 second';
    end if;
    if v_live >= adcp.nonce_cap() then
        return 'rate_abuse';
    end if;

    insert into adcp.signature_nonces (tenant_id, agent_id, key_id, nonce, expires_at)
    values (p_tenant, p_agent, p_key_id, p_nonce, p_expires_at)
    on conflict do nothing;
    if not found then
        return 'replayed';
    end if;
    delete from adcp.signature_nonces n
    where n.ctid = any (array(
        select o.ctid from adcp.signature_nonces o
        where o.expires_at < now()
        order by o.expires_at
        limit 2
        for update skip locked));
    return 'fresh';
end
$$;
comment on function adcp_api.spend_nonce(uuid, uuid, text, text, timestamptz) is
    'Uses a nonce up: fresh the first time, replayed ever after, rate_abuse where the key holds too many. Call it when everything else about the signature is good.';
