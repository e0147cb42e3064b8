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

create or replace function adcp_api.tune_key_admission(p_clause text, p_floor_keys numeric, p_ratio numeric)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if p_floor_keys is null or p_floor_keys < 1 then
        perform adcp.refuse_field('floor_keys', 'is less than one');
    end if;
    if p_ratio is null or p_ratio <= 0 or (p_clause = 'd' and p_ratio > 1) then
        perform adcp.refuse_field('ratio', 'is not above 0 or, for clause d, more than 1');
    end if;
    update adcp.key_admission_policy p
    set floor_keys = p_floor_keys, ratio = p_ratio, tuned_at = now()
    where p.clause = p_clause;
    if not found then
        perform adcp.refuse_field('clause', 'is none of a, b, c and d');
    end if;
end
$$;
comment on function adcp_api.tune_key_admission(text, numeric, numeric) is
    'Sets how many new keys within five minutes raise an alarm by a clause: more than p_floor_keys, and than p_ratio times what the clause takes for usual.';

create or replace function adcp.admission_quantile(p_tenant uuid, p_past interval, p_quantile numeric)
returns numeric
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    -- Windows without a new key have no row: those that are above the quantile are counted from the top.
    select coalesce((
        select sum(a.new_keys)
        from adcp.key_admissions a
        where a.tenant_id = p_tenant and a.minute > now() - p_past and a.minute <= now() - interval '5 minutes'
        group by date_bin(interval '5 minutes', a.minute, timestamptz 'epoch')
        order by 1 desc
        offset floor((1 - p_quantile) * (extract(epoch from p_past) / 300))
        limit 1), 0);
$$;
comment on function adcp.admission_quantile(uuid, interval, numeric) is
    'How many new keys a share of the windows of five minutes had at most, among those of a time until now.';

create or replace function adcp.usual_admission(p_tenant uuid, p_clause text, p_most numeric)
returns numeric
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
as $$
begin
    return case p_clause
        when 'a' then (
            select coalesce(sum(a.new_keys), 0) / 288.0
            from adcp.key_admissions a
            where a.tenant_id = p_tenant and a.minute > now() - interval '1 day 5 minutes' and a.minute <= now() - interval '5 minutes')
        when 'b' then adcp.admission_quantile(p_tenant, interval '30 days', 0.95)
        when 'c' then adcp.admission_quantile(p_tenant, interval '90 days', 0.99)
        else (
            select count(*)
            from (
                select from adcp.signing_key_use u
                where u.tenant_id = p_tenant and u.counted_at > now() - interval '30 days'
                limit p_most) known)
    end;
end
$$;
comment on function adcp.usual_admission(uuid, text, numeric) is
    'What a clause of AdCP''s rule takes for usual: new keys in five minutes on the average of a day, or in nearly all windows of a month or a quarter; '
    'for d the keys that signed within a month, of which no more than p_most are counted.';

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
    v_usual numeric;
begin
    insert into adcp.key_admissions as a (tenant_id, minute) values (p_tenant, date_trunc('minute', now()))
    on conflict (tenant_id, minute) do update set new_keys = a.new_keys + 1;
    delete from adcp.key_admissions a where a.tenant_id = p_tenant and a.minute < now() - interval '90 days';

    select sum(a.new_keys) into v_new
    from adcp.key_admissions a
    where a.tenant_id = p_tenant and a.minute > now() - interval '5 minutes';
    -- The past is looked at only where there are more than the floor lets pass.
    for v_policy in select p.* from adcp.key_admission_policy p where p.floor_keys < v_new order by p.clause loop
        v_usual := adcp.usual_admission(p_tenant, v_policy.clause, ceil(v_new / v_policy.ratio));
        if v_new > v_policy.ratio * v_usual then
            perform adcp.raise_alarm(
                p_tenant, p_agent, 'signing_key_pressure', v_policy.clause,
                jsonb_build_object(
                    'clause', v_policy.clause, 'new_keys', v_new, 'usual', round(v_usual, 2), 'ratio', v_policy.ratio,
                    'floor_keys', v_policy.floor_keys));
        end if;
    end loop;
    perform adcp.raise_alarm(
        p_tenant, p_agent, 'threshold_tuning_overdue', p.clause, jsonb_build_object('floor_keys', p.floor_keys, 'ratio', p.ratio))
    from adcp.key_admission_policy p
    where p.tuned_at is null and exists (
        select from adcp.key_admissions a where a.tenant_id = p_tenant and a.minute < now() - interval '30 days');
end
$$;
comment on function adcp.count_admission(uuid, uuid) is
    'Counts a key that signs for the first time, and tells people when there are too many within five minutes, by each clause of AdCP''s rule that says so. '
    'Nothing is revoked for it: a seller that is new, and one that changes its keys, look the same.';
