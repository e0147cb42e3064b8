-- Open operations that wait for a person at the seller: p_count of them, their next poll an hour away or (p_due) due already.
create or replace function public.bench_fill(p_count integer, p_agent text default null, p_due boolean default false)
returns void
language sql
as $$
    with asked as materialized (
        select a.tenant_id, adcp.new_id() as id, a.id as agent_id, n
        from generate_series(1, p_count) n
        join adcp.agents a on a.name = coalesce(p_agent, 'seller-' || (n % 10 + 1))
    ),
    steps as (
        insert into adcp.schedule (tenant_id, operation_id, agent_id, step, due_at)
        select q.tenant_id, q.id, q.agent_id, 'poll',
            case when p_due then now() - interval '1 hour' else now() + interval '1 hour' end + q.n * interval '1 millisecond'
        from asked q
    ),
    payloads as (
        insert into adcp.operation_payloads (tenant_id, operation_id, frozen)
        select q.tenant_id, q.id, (select b.requests[1]::text from public.bench_batch b) from asked q
    )
    insert into adcp.operations
        (tenant_id, id, agent_id, task_type, state, previous_state, version, moved_version, channel, task_id, deadline_at, first_sent_at)
    select q.tenant_id, q.id, q.agent_id, 'create_media_buy', 'submitted', 'calling_adcp', 3, 3, 'call', 'task-' || q.id,
        now() + interval '1 day', now()
    from asked q
$$;
