-- Applying accepted deliveries: at once by the instance that accepted them, later by any.

create or replace function adcp.operation_of(p_tenant uuid, p_agent uuid, p_operation_id text, p_task_id text)
returns uuid
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    -- By our own identifier if it is one, else by the seller's task; only among the operations of the sender.
    select coalesce(
        (select o.id from adcp.operations o
         where o.tenant_id = p_tenant and o.agent_id = p_agent
            and o.id = case when p_operation_id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then p_operation_id::uuid end),
        (select o.id from adcp.operations o
         where o.tenant_id = p_tenant and o.agent_id = p_agent and o.task_id = p_task_id));
$$;
comment on function adcp.operation_of(uuid, uuid, text, text) is 'The operation that a sender''s webhook speaks of, or null.';

create or replace function adcp.apply_delivery(p_tenant uuid, p_agent uuid, p_idempotency_key text, p_delivery uuid, p_received_at timestamptz)
returns table (verdict text, state text)
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    v_delivery record;
    v_operation uuid;
    v_result record;
    v_verdict text := 'unmatched';
    v_state text;
begin
    select d.* into v_delivery from adcp.webhook_deliveries d where d.tenant_id = p_tenant and d.id = p_delivery and d.received_at = p_received_at;
    v_operation := coalesce(
        v_delivery.operation_id, adcp.operation_of(p_tenant, p_agent, v_delivery.claimed_operation, v_delivery.task_id));
    if v_operation is not null then
        select o.task_type into v_result from adcp.operations o where o.tenant_id = p_tenant and o.id = v_operation;
        if v_delivery.task_type is distinct from v_result.task_type then
            v_verdict := 'mismatched';
        else
            select x.verdict, x.state into v_verdict, v_state
            from adcp_api.observe(
                null, array[p_tenant], array[v_operation], array['webhook'], array[null::bigint], array[v_delivery.outcome],
                array[v_delivery.task_id], array[v_delivery.context_id], array[v_delivery.seller_time], array[v_delivery.reason],
                array[v_delivery.error_code], array[null::integer], array[v_delivery.record_hash], array[v_delivery.value],
                array[null::integer]) x;
        end if;
    end if;
    update adcp.webhook_keys k
    set applied_at = now(), due_at = null, verdict = v_verdict
    where k.tenant_id = p_tenant and k.agent_id = p_agent and k.idempotency_key = p_idempotency_key;
    return query select v_verdict, v_state;
end
$$;
comment on function adcp.apply_delivery(uuid, uuid, text, uuid, timestamptz) is
    'Applies an accepted delivery to the operation it speaks of. unmatched and mismatched are kept for people to see.';

create or replace function adcp_api.apply_webhooks(p_limit integer default 50)
returns table (tenant_id uuid, operation_id uuid, verdict text)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    v_key record;
    v_applied record;
begin
    for v_key in
        select k.tenant_id, k.agent_id, k.idempotency_key, k.delivery_id, k.accepted_at, k.attempt
        from adcp.webhook_keys k
        where k.applied_at is null and k.due_at <= clock_timestamp()
        order by k.due_at
        limit p_limit
        for no key update skip locked
    loop
        begin
            select a.* into v_applied
            from adcp.apply_delivery(v_key.tenant_id, v_key.agent_id, v_key.idempotency_key, v_key.delivery_id, v_key.accepted_at) a;
            return query
            select d.tenant_id, d.operation_id, v_applied.verdict
            from adcp.webhook_deliveries d
            where d.tenant_id = v_key.tenant_id and d.id = v_key.delivery_id and d.received_at = v_key.accepted_at;
        exception when others then
            update adcp.webhook_keys k
            set attempt = k.attempt + 1,
                due_at = clock_timestamp() + adcp.jitter(least(interval '5 minutes', interval '1 second' * power(2::float8, least(k.attempt, 10))))
            where k.tenant_id = v_key.tenant_id and k.agent_id = v_key.agent_id and k.idempotency_key = v_key.idempotency_key;
        end;
    end loop;
end
$$;
comment on function adcp_api.apply_webhooks(integer) is 'Applies accepted deliveries that are still due, as after a crash or an error; any instance may.';
