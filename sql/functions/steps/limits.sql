-- How much of an agent's work may go out: a cap on what is under way and a token bucket, for all instances together.
-- What is under way is read from the leases themselves, so that nothing needs to be given back and a crash leaves nothing taken.

create or replace function adcp.open_limits(p_now timestamptz)
returns adcp.lane_limit[]
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    return (
        with held as materialized (
            select l.*
            from adcp.agent_limits l
            where l.free_at <= p_now
            for no key update skip locked
        ),
        open as (
            select h.*, f.in_flight as still_in_flight,
                case when h.per_second is not null then
                    least(h.burst, h.tokens + h.per_second * greatest(0, extract(epoch from p_now - h.refilled_at))) end as filled
            from held h
            cross join lateral (
                select coalesce(array_agg(u.operation_id), '{}') as in_flight
                from unnest(h.in_flight) as u (operation_id)
                join adcp.schedule s on s.tenant_id = h.tenant_id and s.operation_id = u.operation_id
                where s.leased_until > p_now) f
        )
        select array_agg(row(
            l.tenant_id, l.agent_id, o.agent_id is not null,
            case when o.agent_id is null then 0 else greatest(0, least(
                coalesce(o.most_in_flight - cardinality(o.still_in_flight), 10000), coalesce(floor(o.filled), 10000)))::integer end,
            o.filled, o.still_in_flight)::adcp.lane_limit)
        from adcp.agent_limits l
        left join open o on o.tenant_id = l.tenant_id and o.agent_id = l.agent_id);
end
$$;
comment on function adcp.open_limits(timestamptz) is 'Locks the limits that allow something at present, and says how many steps each of all limited agents may be asked.';

create or replace function adcp.spend_limits(p_limits adcp.lane_limit[], p_due adcp.due_step[], p_now timestamptz)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    update adcp.agent_limits l
    set tokens = n.tokens, refilled_at = p_now, in_flight = m.in_flight || t.taken,
        free_at = case
            when cardinality(m.in_flight || t.taken) >= l.most_in_flight then p_now + interval '500 milliseconds'
            when l.per_second is not null and n.tokens < 1 then p_now + make_interval(secs => ((1 - n.tokens) / l.per_second)::float8)
            else '-infinity' end
    from unnest(p_limits) m
    cross join lateral (
        select coalesce(array_agg(d.operation_id), '{}') as taken
        from unnest(p_due) d
        where d.tenant_id = m.tenant_id and d.agent_id = m.agent_id and d.step <> 'expire') t
    cross join lateral (select coalesce(m.tokens - cardinality(t.taken), 0) as tokens) n
    where m.is_held and l.tenant_id = m.tenant_id and l.agent_id = m.agent_id
        and (cardinality(t.taken) > 0 or m.steps = 0);
end
$$;
comment on function adcp.spend_limits(adcp.lane_limit[], adcp.due_step[], timestamptz) is
    'Counts what a claim took from limited agents, and when to look again where nothing more may go out. A step that another instance hands back is not announced, '
    'so that half a second is waited at most.';
