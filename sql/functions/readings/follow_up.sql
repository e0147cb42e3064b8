-- Following up: buys until the seller has confirmed them, creatives until it has judged them.

create or replace function adcp.track_media_buy(p_tenant uuid, p_operation uuid)
returns void
language sql
set search_path = pg_catalog, pg_temp
as $$
    insert into adcp.media_buys
        (tenant_id, agent_id, media_buy_id, operation_id, account_id, status, creative_deadline, next_read_at)
    select o.tenant_id, o.agent_id, s.value ->> 'media_buy_id', o.id, o.account_id, left(s.value ->> 'media_buy_status', 64),
        adcp_report.read_time(s.value ->> 'creative_deadline'), now() + interval '1 minute'
    from adcp.operations o
    join adcp.settlements s on s.tenant_id = o.tenant_id and s.operation_id = o.id
    where o.tenant_id = p_tenant and o.id = p_operation and length(s.value ->> 'media_buy_id') between 1 and 512
    on conflict (tenant_id, agent_id, media_buy_id) do nothing;
$$;
comment on function adcp.track_media_buy(uuid, uuid) is 'Keeps an eye on a buy whose task is done and which the seller has not confirmed.';

create or replace function adcp.track_creatives(p_tenant uuid, p_operation uuid)
returns void
language sql
set search_path = pg_catalog, pg_temp
as $$
    insert into adcp.creatives
        (tenant_id, agent_id, account_id, creative_id, operation_id, status, reason, decided_at, next_read_at)
    select distinct on (c.creative ->> 'creative_id') o.tenant_id, o.agent_id, o.account_id, c.creative ->> 'creative_id', o.id, d.status, d.reason,
        case when d.is_decided then now() end, case when not d.is_decided then now() + interval '1 minute' end
    from adcp.operations o
    join adcp.settlements s on s.tenant_id = o.tenant_id and s.operation_id = o.id
    cross join lateral jsonb_array_elements(
        case when jsonb_typeof(s.value -> 'creatives') = 'array' then s.value -> 'creatives' else '[]' end) as c (creative)
    cross join lateral (
        select coalesce(left(c.creative ->> 'status', 64), case when c.creative ->> 'action' = 'failed' then 'rejected' end) as status,
            left(c.creative -> 'errors' -> 0 ->> 'message', 1024) as reason,
            coalesce(c.creative ->> 'status' in ('approved', 'rejected', 'archived') or c.creative ->> 'action' in ('failed', 'deleted'), false)
                as is_decided) d
    where o.tenant_id = p_tenant and o.id = p_operation and length(c.creative ->> 'creative_id') between 1 and 512
    on conflict on constraint creatives_are_known_once do update
    set operation_id = excluded.operation_id, status = excluded.status, reason = excluded.reason, decided_at = excluded.decided_at,
        next_read_at = excluded.next_read_at, reads = 0;
$$;
comment on function adcp.track_creatives(uuid, uuid) is
    'Keeps each creative of a sync with what the publisher said of it; one that it has not judged is asked about again.';

create or replace function adcp.take_creatives(p_tenant uuid, p_look uuid)
returns void
language sql
set search_path = pg_catalog, pg_temp
as $$
    update adcp.creatives k
    set status = left(c.creative ->> 'status', 64), read_at = now(),
        reason = coalesce(left(coalesce(c.creative ->> 'rejection_reason', c.creative -> 'errors' -> 0 ->> 'message'), 1024), k.reason),
        decided_at = case when c.creative ->> 'status' in ('approved', 'rejected', 'archived') then coalesce(k.decided_at, now()) end,
        next_read_at = case when c.creative ->> 'status' not in ('approved', 'rejected', 'archived') then k.next_read_at end
    from adcp.operations o
    join adcp.settlements s on s.tenant_id = o.tenant_id and s.operation_id = o.id
    cross join lateral jsonb_array_elements(
        case when jsonb_typeof(s.value -> 'creatives') = 'array' then s.value -> 'creatives' else '[]' end) as c (creative)
    where o.tenant_id = p_tenant and o.id = p_look
        and k.tenant_id = o.tenant_id and k.agent_id = o.agent_id and k.account_id is not distinct from o.account_id
        and k.creative_id = c.creative ->> 'creative_id' and jsonb_typeof(c.creative -> 'status') = 'string';
$$;
comment on function adcp.take_creatives(uuid, uuid) is 'Takes what a list_creatives said of creatives that are known.';

create or replace function adcp_api.follow_up(p_limit integer default 100)
returns integer
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_due record;
    v_count integer := 0;
begin
    -- By agent and account, a hundred names to a question; the wait doubles from a minute to an hour.
    for v_due in
        with due as (
            select m.tenant_id, m.agent_id, m.account_id, m.media_buy_id
            from adcp.media_buys m
            where m.next_read_at <= now()
            order by m.next_read_at
            limit p_limit
            for no key update skip locked
        ),
        asked as (
            update adcp.media_buys m
            set reads = m.reads + 1, next_read_at = now() + least(interval '1 hour', interval '1 minute' * power(2::float8, least(m.reads, 10)))
            from due d
            where m.tenant_id = d.tenant_id and m.agent_id = d.agent_id and m.media_buy_id = d.media_buy_id
        )
        select d.tenant_id, d.agent_id, c.reference, jsonb_agg(d.media_buy_id) as names
        from due d
        left join adcp.accounts c on c.tenant_id = d.tenant_id and c.id = d.account_id
        group by d.tenant_id, d.agent_id, c.reference
    loop
        perform adcp.add_operation(
            v_due.tenant_id, v_due.agent_id, 'get_media_buys',
            jsonb_strip_nulls(jsonb_build_object('account', v_due.reference, 'media_buy_ids', v_due.names)));
        v_count := v_count + 1;
    end loop;
    for v_due in
        with due as (
            select k.tenant_id, k.agent_id, k.account_id, k.creative_id
            from adcp.creatives k
            where k.next_read_at <= now()
            order by k.next_read_at
            limit p_limit
            for no key update skip locked
        ),
        asked as (
            update adcp.creatives k
            set reads = k.reads + 1, next_read_at = now() + least(interval '1 hour', interval '1 minute' * power(2::float8, least(k.reads, 10)))
            from due d
            where k.tenant_id = d.tenant_id and k.agent_id = d.agent_id and k.account_id is not distinct from d.account_id
                and k.creative_id = d.creative_id
        )
        select d.tenant_id, d.agent_id, c.reference, jsonb_agg(d.creative_id) as names
        from due d
        left join adcp.accounts c on c.tenant_id = d.tenant_id and c.id = d.account_id
        group by d.tenant_id, d.agent_id, c.reference
    loop
        perform adcp.add_operation(
            v_due.tenant_id, v_due.agent_id, 'list_creatives',
            jsonb_strip_nulls(jsonb_build_object('account', v_due.reference, 'filters', jsonb_build_object('creative_ids', v_due.names))));
        v_count := v_count + 1;
    end loop;
    return v_count;
end
$$;
comment on function adcp_api.follow_up(integer) is
    'Asks sellers about buys that they have not confirmed and creatives that they have not judged, where that is due; returns how many questions went out. Any instance may call it.';

create or replace function adcp.follow_up_document(p_tenant uuid, p_operation uuid)
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
as $$
    select jsonb_strip_nulls(jsonb_build_object(
        'media_buy', (
            select jsonb_build_object(
                'media_buy_id', m.media_buy_id, 'status', m.status, 'confirmed_at', m.confirmed_at,
                'creative_deadline', m.creative_deadline, 'read_at', m.read_at, 'next_read_at', m.next_read_at)
            from adcp.media_buys m
            where m.tenant_id = p_tenant and m.operation_id = p_operation
            limit 1),
        'creatives', (
            select jsonb_agg(
                jsonb_build_object(
                    'creative_id', k.creative_id, 'status', k.status, 'reason', k.reason, 'decided_at', k.decided_at, 'read_at', k.read_at,
                    'next_read_at', k.next_read_at)
                order by k.creative_id)
            from adcp.creatives k
            where k.tenant_id = p_tenant and k.operation_id = p_operation)));
$$;
comment on function adcp.follow_up_document(uuid, uuid) is
    'What an operation made, as the seller last told of it: the buy and whether it is confirmed, each creative and whether it is approved.';
