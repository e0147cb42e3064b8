-- Applying accepted deliveries: at once by the instance that accepted them, later by any.

create or replace function adcp.uuid_of(p_text text)
returns uuid
language sql
immutable
parallel safe
return case when p_text ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then p_text::uuid end;
comment on function adcp.uuid_of(text) is 'A text as the identifier that it is in our own spelling; null for any other.';

create or replace function adcp.operation_of(p_tenant uuid, p_agent uuid, p_operation_id text, p_task_id text)
returns uuid
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    -- By our own identifier if it is one, else by the seller's task; only among the operations of the sender.
    return coalesce(
        (select o.id from adcp.operations o
         where o.tenant_id = p_tenant and o.agent_id = p_agent
            and o.id = adcp.uuid_of(p_operation_id)),
        (select o.id from adcp.operations o
         where o.tenant_id = p_tenant and o.agent_id = p_agent and o.task_id = p_task_id));
end
$$;
comment on function adcp.operation_of(uuid, uuid, text, text) is 'The operation that a sender''s webhook speaks of, or null.';

create or replace function adcp.weigh_arrivals(p_arrivals adcp.arrival[])
returns adcp.arrival[]
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return (
    select array_agg(row(
            a.ordinal, a.tenant_id, a.agent_id, a.idempotency_key, a.delivery_id, a.received_at, f.operation_id, a.claimed_operation,
            a.task_id, a.task_type, a.outcome, a.context_id, a.seller_time, a.reason, a.error_code, a.record_hash, a.value,
            case when a.outcome = 'report' then 'recorded'
                when a.outcome = 'capabilities' then 'noted'
                when a.outcome = 'test' then 'tested'
                when o.task_type is null then 'unmatched'
                when o.task_type is distinct from a.task_type then 'mismatched'
                -- What was settled by the call's own answer has no task that could be told of (I-36).
                when o.channel = 'call' and o.task_id is null and adcp.is_settled(o.state) then 'mismatched'
            end)::adcp.arrival order by a.ordinal)
    from unnest(p_arrivals) a
    cross join lateral (
        select coalesce(a.operation_id, adcp.operation_of(a.tenant_id, a.agent_id, a.claimed_operation, a.task_id)) as operation_id
        offset 0) f
    left join lateral (
        select o.task_type, o.channel, o.task_id, o.state
        from adcp.operations o
        where o.tenant_id = a.tenant_id and o.id = f.operation_id) o on true);
end
$$;
comment on function adcp.weigh_arrivals(adcp.arrival[]) is
    'Finds the operation of each delivery, and sets the verdict of those that no observation can be made of.';

create or replace function adcp.observe_arrivals(p_arrivals adcp.arrival[])
returns adcp.arrival[]
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_arrivals adcp.arrival[] := adcp.weigh_arrivals(p_arrivals);
    v_round integer[];
    v_verdicts jsonb;
begin
    if (select bool_or(a.verdict = 'recorded') from unnest(v_arrivals) a) then
        perform adcp.record_reports(v_arrivals);
    end if;
    if (select bool_or(a.verdict = 'noted') from unnest(v_arrivals) a) then
        perform adcp.note_capability_changes(v_arrivals);
    end if;
    -- observe takes an operation once: what else is said of it makes further rounds, in the order it came.
    loop
        v_round := array(
            select min(a.ordinal) from unnest(v_arrivals) a where a.verdict is null group by a.tenant_id, a.operation_id);
        exit when v_round = '{}';
        select jsonb_object_agg(x.operation_id, x.verdict) into v_verdicts
        from (
            select array_agg(a.tenant_id) as tenants, array_agg(a.operation_id) as operations, array_agg('webhook'::text) as channels,
                array_agg(a.outcome) as outcomes, array_agg(a.task_id) as tasks, array_agg(a.context_id) as contexts,
                array_agg(a.seller_time) as times, array_agg(a.reason) as reasons, array_agg(a.error_code) as codes,
                array_agg(a.record_hash) as hashes, array_agg(a.value) as contents, array_agg(null::integer) as nothing
            from unnest(v_arrivals) a
            where a.ordinal = any (v_round)) s
        cross join lateral adcp_api.observe(
            null, s.tenants, s.operations, s.channels, s.nothing::bigint[], s.outcomes, s.tasks, s.contexts, s.times, s.reasons, s.codes,
            s.nothing, s.hashes, s.contents, s.nothing) x;
        for i in 1 .. cardinality(v_arrivals) loop
            if v_arrivals[i].ordinal = any (v_round) then
                v_arrivals[i].verdict := v_verdicts ->> v_arrivals[i].operation_id::text;
            end if;
        end loop;
    end loop;
    return v_arrivals;
end
$$;
comment on function adcp.observe_arrivals(adcp.arrival[]) is 'Applies deliveries to the operations they speak of, all or none; returns them with their verdicts.';

create or replace function adcp.apply_arrivals(p_arrivals adcp.arrival[])
returns adcp.arrival[]
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_arrival adcp.arrival;
    v_applied adcp.arrival[];
begin
    begin
        return adcp.observe_arrivals(p_arrivals);
    exception when others then
        -- One of them is at fault: each for itself, and that one without a verdict.
        foreach v_arrival in array p_arrivals loop
            begin
                if cardinality(p_arrivals) = 1 then
                    raise;
                end if;
                v_applied := v_applied || adcp.observe_arrivals(array[v_arrival]);
            exception when others then
                v_applied := v_applied || v_arrival;
                perform adcp.raise_alarm(
                    v_arrival.tenant_id, v_arrival.agent_id, 'webhook_not_applied', sqlstate,
                    jsonb_build_object('delivery', v_arrival.delivery_id));
            end;
        end loop;
    end;
    return v_applied;
end
$$;
comment on function adcp.apply_arrivals(adcp.arrival[]) is 'Applies deliveries, each that can be; returns them with their verdicts, null for those that could not.';

create or replace function adcp.conclude_arrivals(p_arrivals adcp.arrival[], p_is_first boolean)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
begin
    -- Nearly all have been applied, and were written down so.
    if p_is_first and (select bool_and(a.verdict = 'moved') from unnest(p_arrivals) a) then
        return;
    end if;
    update adcp.webhook_keys k
    set applied_at = case when c.is_over then now() end,
        verdict = c.verdict,
        attempt = case when c.verdict is null then k.attempt + 1 else k.attempt end,
        due_at = case
            when c.is_over then null
            when c.verdict = 'awaited' then now() + interval '5 seconds'
            else now() + adcp.jitter(least(interval '5 minutes', interval '1 second' * power(2::float8, least(k.attempt, 10)))) end
    from (
        select w.*, w.verdict is not null and w.verdict <> 'awaited' as is_over
        from (
            -- The answer that names the task may still be on its way (I-11).
            select a.tenant_id, a.agent_id, a.idempotency_key, a.delivery_id,
                case when a.verdict = 'unmatched' and p_is_first then 'awaited' else a.verdict end as verdict
            from unnest(p_arrivals) a
            where not p_is_first or a.verdict is distinct from 'moved') w) c
    where k.tenant_id = c.tenant_id and k.agent_id = c.agent_id and k.idempotency_key = c.idempotency_key and k.delivery_id = c.delivery_id;
end
$$;
comment on function adcp.conclude_arrivals(adcp.arrival[], boolean) is
    'Writes down what became of deliveries. What speaks of nothing known is awaited a few seconds the first time, and then unmatched.';
