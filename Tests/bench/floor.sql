-- The rows that the life of an operation needs, and nothing else: no judgement, no functions of Holdfast. What remains is PostgreSQL's own price for
-- the same rows in the same tables. p_history: the statement writes the history itself, where no trigger does.
create function public.floor_submit(p_tenant uuid, p_agent uuid, p_ids uuid[], p_frozen text, p_history boolean)
returns void
language plpgsql
as $$
begin
    insert into adcp.schedule (tenant_id, operation_id, agent_id, step, due_at)
    select p_tenant, u.id, p_agent, 'call', now() from unnest(p_ids) as u (id);
    insert into adcp.operation_payloads (tenant_id, operation_id, frozen)
    select p_tenant, u.id, p_frozen from unnest(p_ids) as u (id);
    insert into adcp.operations (tenant_id, id, agent_id, task_type, has_webhook, deadline_at)
    select p_tenant, u.id, p_agent, 'create_media_buy', true, now() + interval '1 day' from unnest(p_ids) as u (id);
    if p_history then
        insert into adcp.operation_events (tenant_id, operation_id, sequence, occurred_at, kind, to_state, channel)
        select p_tenant, u.id, 1, now(), 'moved', 'requested', 'api' from unnest(p_ids) as u (id);
    end if;
end
$$;

create function public.floor_claim(p_tenant uuid, p_ids uuid[], p_instance uuid, p_history boolean)
returns void
language plpgsql
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set plan_cache_mode = force_generic_plan
as $$
begin
    update adcp.schedule s
    set leased_until = now() + interval '90 seconds', lease_token = s.lease_token + 1, leased_by = p_instance
    from unnest(p_ids) as u (id)
    where s.tenant_id = p_tenant and s.operation_id = u.id;
    update adcp.operations o
    set state = 'calling_adcp', channel = 'call', version = 2, first_sent_at = now(), updated_at = now()
    from unnest(p_ids) as u (id)
    where o.tenant_id = p_tenant and o.id = u.id;
    if p_history then
        insert into adcp.operation_events (tenant_id, operation_id, sequence, occurred_at, kind, from_state, to_state, channel)
        select p_tenant, u.id, 2, now(), 'moved', 'requested', 'calling_adcp', 'call' from unnest(p_ids) as u (id);
    end if;
end
$$;

create function public.floor_observe(p_tenant uuid, p_agent uuid, p_ids uuid[], p_instance uuid, p_hash bytea, p_value jsonb, p_history boolean)
returns void
language plpgsql
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set plan_cache_mode = force_generic_plan
as $$
begin
    delete from adcp.schedule s
    using unnest(p_ids) as u (id)
    where s.tenant_id = p_tenant and s.operation_id = u.id;
    insert into adcp.settlements (tenant_id, operation_id, agent_id, outcome, channel, record_hash, value)
    select p_tenant, u.id, p_agent, 'completed', 'call', p_hash, p_value from unnest(p_ids) as u (id);
    insert into adcp.api_calls (tenant_id, agent_id, operation_id, step, outcome, milliseconds, instance_id)
    select p_tenant, p_agent, u.id, 'call', 'completed', 12, p_instance from unnest(p_ids) as u (id);
    update adcp.operations o
    set state = 'completed', previous_state = 'calling_adcp', version = 3, updated_at = now(), settlement_hash = p_hash, settled_at = now()
    from unnest(p_ids) as u (id)
    where o.tenant_id = p_tenant and o.id = u.id;
    if p_history then
        insert into adcp.operation_events (tenant_id, operation_id, sequence, occurred_at, kind, from_state, to_state, channel)
        select p_tenant, u.id, 3, now(), 'moved', 'calling_adcp', 'completed', 'call' from unnest(p_ids) as u (id);
    end if;
end
$$;

create function public.floor_ids(p_count integer)
returns uuid[]
language plpgsql
as $$
declare
    v_id constant text := adcp.new_id()::text;
begin
    return array(select (left(v_id, 14) || to_hex(28672 + n) || right(v_id, 18))::uuid from generate_series(1, p_count) n);
end
$$;
