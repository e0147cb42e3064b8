-- Deliveries that were accepted and are not applied: after an error, or because what they speak of was not known yet.

create or replace function adcp.arrivals(p_keys adcp.webhook_keys[])
returns adcp.arrival[]
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return (
    select array_agg(row(
            k.ordinal, k.tenant_id, k.agent_id, k.idempotency_key, k.delivery_id, d.received_at, d.operation_id, d.claimed_operation, d.task_id,
            d.task_type, d.outcome, d.context_id, d.seller_time, d.reason, d.error_code, d.record_hash, d.value, null)::adcp.arrival
        order by k.ordinal)
    from (select x.*, row_number() over (order by x.accepted_at, x.delivery_id)::integer as ordinal from unnest(p_keys) x) k
    join lateral (
        select d.*
        from adcp.webhook_deliveries d
        where d.tenant_id = k.tenant_id and d.id = k.delivery_id and d.received_at = k.accepted_at) d on true);
end
$$;
comment on function adcp.arrivals(adcp.webhook_keys[]) is 'Deliveries as they were kept, to be applied again.';

create or replace function adcp.apply_again(p_keys adcp.webhook_keys[])
returns adcp.arrival[]
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_arrivals adcp.arrival[] := adcp.apply_arrivals(adcp.arrivals(p_keys));
begin
    perform adcp.conclude_arrivals(v_arrivals, false);
    update adcp.webhook_deliveries d
    set operation_id = a.operation_id
    from unnest(v_arrivals) a
    where d.tenant_id = a.tenant_id and d.id = a.delivery_id and d.received_at = a.received_at
        and d.operation_id is null and a.operation_id is not null;
    perform adcp.raise_alarm(
        a.tenant_id, a.agent_id, 'webhook_unmatched', '',
        jsonb_build_object('delivery', a.delivery_id, 'task_id', a.task_id, 'operation_id', a.claimed_operation))
    from unnest(v_arrivals) a
    where a.verdict = 'unmatched';
    return v_arrivals;
end
$$;
comment on function adcp.apply_again(adcp.webhook_keys[]) is
    'Applies deliveries whose rows in adcp.webhook_keys are locked. What still speaks of nothing known is quarantined, which raises an alarm.';

create or replace function adcp_api.apply_webhooks(p_limit integer default 50)
returns table (tenant_id uuid, operation_id uuid, verdict text)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    v_keys adcp.webhook_keys[];
begin
    perform adcp.release_quarantine();
    v_keys := array(
        select k
        from adcp.webhook_keys k
        where k.applied_at is null and k.due_at <= clock_timestamp()
        order by k.due_at
        limit p_limit
        for no key update skip locked);
    if v_keys <> '{}' then
        return query
        select a.tenant_id, a.operation_id, coalesce(a.verdict, 'pending') from unnest(adcp.apply_again(v_keys)) a;
    end if;
end
$$;
comment on function adcp_api.apply_webhooks(integer) is 'Applies accepted deliveries that are due, as after a crash or an error; any instance may.';

create or replace function adcp.release_quarantine()
returns void
language sql
set search_path = pg_catalog, pg_temp
as $$
    update adcp.webhook_keys k
    set applied_at = null, due_at = now(), verdict = 'awaited'
    where k.ctid = any (array(
        select q.ctid
        from (
            select k.ctid, k.tenant_id, k.agent_id, k.delivery_id, k.accepted_at
            from adcp.webhook_keys k
            where k.verdict = 'unmatched' and k.applied_at > now() - interval '7 days'
            order by k.applied_at desc
            limit 200
            for no key update skip locked) q
        join lateral (
            select d.claimed_operation, d.task_id
            from adcp.webhook_deliveries d
            where d.tenant_id = q.tenant_id and d.id = q.delivery_id and d.received_at = q.accepted_at) d on true
        where adcp.operation_of(q.tenant_id, q.agent_id, d.claimed_operation, d.task_id) is not null));
$$;
comment on function adcp.release_quarantine() is
    'Has deliveries that no operation took tried again once there is one: the two hundred latest of a week, which is all but a flood.';

create or replace function adcp_api.replay_webhook(p_tenant uuid, p_delivery uuid)
returns jsonb
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_key adcp.webhook_keys;
    v_arrival adcp.arrival;
begin
    select k.* into v_key
    from adcp.webhook_deliveries d
    join adcp.webhook_keys k on k.tenant_id = d.tenant_id and k.agent_id = d.agent_id and k.idempotency_key = d.idempotency_key
        and k.delivery_id = d.id
    where d.tenant_id = p_tenant and d.id = p_delivery
    for no key update of k;
    if not found then
        perform adcp.refuse_unknown('webhook', p_delivery::text);
    end if;
    -- What came of it the first time stays written down.
    v_arrival := case
        when v_key.applied_at is null or v_key.verdict in ('unmatched', 'mismatched') then (adcp.apply_again(array[v_key]))[1]
        else (adcp.apply_arrivals(adcp.arrivals(array[v_key])))[1] end;
    return jsonb_strip_nulls(jsonb_build_object(
        'id', p_delivery, 'operation', v_arrival.operation_id, 'verdict', coalesce(v_arrival.verdict, 'pending')));
end
$$;
comment on function adcp_api.replay_webhook(uuid, uuid) is
    'Applies a delivery once more, as it was kept: what was applied before is a duplicate, what no operation took may find one. AD011 for a delivery that was refused.';
