-- Deadlines of what nobody may claim: an agent that is paused, out of order or at its limit holds calls back, never the clock.

create or replace function adcp_api.expire_overdue(p_limit integer default 1000)
returns integer
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
    v_tenants uuid[];
    v_operations uuid[];
    v_expired integer;
begin
    select array_agg(o.tenant_id), array_agg(o.id) into v_tenants, v_operations
    from (
        select o.tenant_id, o.id
        from adcp.agent_health h
        cross join lateral (
            select s.tenant_id, s.operation_id
            from adcp.schedule s
            where s.tenant_id = h.tenant_id and s.agent_id = h.agent_id and s.due_at <= now()
                and (s.leased_until is null or s.leased_until <= now())
            order by s.due_at) s
        cross join lateral (
            select o.tenant_id, o.id
            from adcp.operations o
            where o.tenant_id = s.tenant_id and o.id = s.operation_id and o.deadline_at <= now()
            offset 0) o
        where h.paused_at is not null or h.blocked_until > now()
            or exists (select from adcp.agent_limits l where l.tenant_id = h.tenant_id and l.agent_id = h.agent_id)
        limit p_limit) o;
    if v_operations is null then
        return 0;
    end if;
    v_expired := cardinality(v_operations);
    perform from adcp_api.observe(
        null, v_tenants, v_operations, array_fill('clock'::text, array[v_expired]), array_fill(null::bigint, array[v_expired]),
        array_fill('timed_out'::text, array[v_expired]), array_fill(null::text, array[v_expired]), array_fill(null::text, array[v_expired]),
        array_fill(null::timestamptz, array[v_expired]), array_fill('The deadline passed while its agent could not be asked.'::text, array[v_expired]),
        array_fill(null::text, array[v_expired]), array_fill(null::integer, array[v_expired]), array_fill(null::bytea, array[v_expired]),
        array_fill(null::jsonb, array[v_expired]), array_fill(null::integer, array[v_expired]));
    perform adcp_api.announce(v_operations, false);
    return v_expired;
end
$$;
comment on function adcp_api.expire_overdue(integer) is
    'Ends the waiting for operations whose deadline passed while their agent was paused, out of order or at its limit; returns how many. Any instance calls it a few times a minute.';
