-- How much the store of nonces takes in all, and how many new keys turn up (AdCP webhook signing, check 9a and new-keyid admission).

create or replace function adcp.nonce_store_cap()
returns integer
language sql
immutable
parallel safe
return 10000000;
comment on function adcp.nonce_store_cap() is 'Most nonces that all keys together may hold.';

create or replace function adcp.is_nonce_store_full()
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    -- As the planner estimates: rows a page, as the last vacuum found them, times the pages that there are. Counting would read them all.
    return (select coalesce(
        c.reltuples::float8 / nullif(c.relpages, 0) * (pg_relation_size(c.oid) / current_setting('block_size')::float8)
            >= adcp.nonce_store_cap(), false)
    from pg_class c
    where c.oid = 'adcp.signature_nonces'::regclass);
end
$$;
comment on function adcp.is_nonce_store_full() is 'Whether all keys together hold as many nonces as they may, by an estimate that reads one row.';

create or replace function adcp_api.report_full_nonce_store(p_tenant uuid, p_agent uuid)
returns void
language sql
security definer
set search_path = pg_catalog, pg_temp
as $$
    select adcp.raise_alarm(
        p_tenant, p_agent, 'webhook_signature_rate_abuse', 'all keys', jsonb_build_object('cap', adcp.nonce_store_cap()));
$$;
comment on function adcp_api.report_full_nonce_store(uuid, uuid) is 'Tells people that a webhook was refused because all keys together hold too many nonces.';

create or replace function adcp_api.tune_key_admission(p_floor_keys numeric, p_share numeric)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if p_floor_keys is null or p_floor_keys < 1 then
        perform adcp.refuse_field('floor_keys', 'is less than one');
    end if;
    if p_share is null or p_share <= 0 or p_share > 1 then
        perform adcp.refuse_field('share', 'is not above 0 and at most 1');
    end if;
    update adcp.key_admission_policy p
    set floor_keys = p_floor_keys, share = p_share, tuned_at = now()
    where p.clause = 'd';
end
$$;
comment on function adcp_api.tune_key_admission(numeric, numeric) is
    'Sets how many new keys within five minutes raise an alarm: more than p_floor_keys and than p_share of the keys that signed within thirty days.';

create or replace function adcp.count_admission(p_tenant uuid, p_agent uuid)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
as $$
declare
    v_policy adcp.key_admission_policy;
    v_new bigint;
    v_known bigint;
begin
    insert into adcp.key_admissions as a (tenant_id, minute) values (p_tenant, date_trunc('minute', now()))
    on conflict (tenant_id, minute) do update set new_keys = a.new_keys + 1;
    delete from adcp.key_admissions a where a.tenant_id = p_tenant and a.minute < now() - interval '90 days';

    select p.* into v_policy from adcp.key_admission_policy p where p.clause = 'd';
    select sum(a.new_keys) into v_new
    from adcp.key_admissions a
    where a.tenant_id = p_tenant and a.minute > now() - interval '5 minutes';
    if v_new > v_policy.floor_keys then
        -- No more are counted than could make a difference.
        select count(*) into v_known
        from (
            select from adcp.signing_key_use u
            where u.tenant_id = p_tenant and u.counted_at > now() - interval '30 days'
            limit ceil(v_new / v_policy.share)) known;
        if v_new > v_policy.share * v_known then
            perform adcp.raise_alarm(
                p_tenant, p_agent, 'signing_key_pressure', v_policy.clause,
                jsonb_build_object('clause', v_policy.clause, 'new_keys', v_new, 'floor_keys', v_policy.floor_keys, 'share', v_policy.share));
        end if;
    end if;
    if v_policy.tuned_at is null and exists (
        select from adcp.key_admissions a where a.tenant_id = p_tenant and a.minute < now() - interval '30 days') then
        perform adcp.raise_alarm(
            p_tenant, p_agent, 'threshold_tuning_overdue', v_policy.clause,
            jsonb_build_object('floor_keys', v_policy.floor_keys, 'share', v_policy.share));
    end if;
end
$$;
comment on function adcp.count_admission(uuid, uuid) is
    'Counts a key that signs for the first time, and tells people when there are too many within five minutes. Nothing is revoked for it: a seller that is '
    'new, and one that changes its keys, look the same.';
