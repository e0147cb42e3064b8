-- Claiming due steps: every agent with something due is a lane, lanes share a batch, open breakers are no lanes at all.
-- p_after is a low-water mark: it spares the walk over dead index entries that a long snapshot keeps alive.
-- Lock order everywhere: schedule before operations, so that a claim and an observation cannot deadlock.

create or replace function adcp_api.claim_steps(
    p_instance uuid, p_limit integer, p_after timestamptz default '-infinity', p_except uuid[] default '{}')
returns table (
    tenant_id uuid, operation_id uuid, agent_id uuid, agent_revision integer, step text, attempt integer,
    lease_token bigint, task_type text, task_id text, account text, request text, call_milliseconds integer,
    is_resendable boolean, is_uncertain boolean, low_water timestamptz)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
set jit = off
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
    v_now constant timestamptz := clock_timestamp();
begin
    return query
    with lane as materialized (
        select h.tenant_id, h.agent_id, h.breaker
        from adcp.agent_health h
        where h.blocked_until <= v_now and h.paused_at is null and h.agent_id <> all (p_except)
            and exists (
                select from adcp.schedule s
                where s.tenant_id = h.tenant_id and s.agent_id = h.agent_id
                    and s.due_at > p_after and s.due_at <= v_now)
        order by random()
    ),
    share as materialized (
        select greatest(1, ceil(p_limit::numeric / count(*)))::integer as steps from lane having count(*) > 0
    ),
    due as materialized (
        select d.*
        from lane l
        cross join lateral (
            select s.tenant_id, s.operation_id, s.agent_id, s.step, s.attempt, s.due_at, s.leased_by as unreturned_by
            from adcp.schedule s
            where s.tenant_id = l.tenant_id and s.agent_id = l.agent_id
                and s.due_at > p_after and s.due_at <= v_now
            order by s.due_at
            limit case when l.breaker = 'closed' then (select steps from share) else 1 end
            for no key update skip locked) d
        limit p_limit
    ),
    -- Up to here nothing due is left in any lane: a lane that gave all it was asked for may have more, and at the same moment, too; one
    -- that gave nothing was not asked or is in another's hands.
    mark as materialized (
        select least(v_now - interval '1 second', min(
            case
                when t.steps is null then p_after
                when t.steps >= case when l.breaker = 'closed' then (select steps from share) else 1 end
                    or (select count(*) from due) >= p_limit
                then t.last_due_at - interval '1 microsecond'
            end)) as low_water
        from lane l
        left join (
            select d.tenant_id, d.agent_id, count(*) as steps, max(d.due_at) as last_due_at
            from due d
            group by d.tenant_id, d.agent_id) t on t.tenant_id = l.tenant_id and t.agent_id = l.agent_id
    ),
    leased as (
        update adcp.schedule s
        set due_at = v_now + t.call_timeout + interval '30 seconds', lease_token = s.lease_token + 1,
            leased_by = p_instance
        from due d
        join adcp.operations o on o.tenant_id = d.tenant_id and o.id = d.operation_id
        join adcp.task_policies t on t.task_type = case when o.task_type = any (array(select task_type from adcp.task_policies)) then o.task_type else '*' end
        where s.tenant_id = d.tenant_id and s.operation_id = d.operation_id
        returning s.tenant_id, s.operation_id, s.agent_id, s.step, s.attempt, s.lease_token,
            o.task_type, o.task_id, o.account_id, t.call_timeout, t.is_mutating, o.first_sent_at, o.uncertain_since,
            d.unreturned_by
    ),
    -- An open breaker lets one step out to try; nobody else tries while that one is under way.
    probing as (
        update adcp.agent_health h
        set blocked_until = d.lease_end
        from (
            select l.tenant_id, l.agent_id, max(v_now + l.call_timeout + interval '30 seconds') as lease_end
            from leased l
            join lane n on n.tenant_id = l.tenant_id and n.agent_id = l.agent_id and n.breaker = 'open'
            where l.step <> 'expire'
            group by l.tenant_id, l.agent_id) d
        where h.tenant_id = d.tenant_id and h.agent_id = d.agent_id and h.breaker = 'open'
    ),
    -- A lease that ran out unreturned may have sent it, and only the seller knows; one that was returned has said what it knew.
    sent as (
        update adcp.operations o
        set state = case when o.state = 'requested' then 'calling_adcp' else o.state end,
            channel = case when o.state = 'requested' then 'call' else o.channel end,
            first_sent_at = coalesce(o.first_sent_at, v_now),
            uncertain_since = case when d.unreturned_by is null then o.uncertain_since else coalesce(o.uncertain_since, v_now) end
        from due d
        where d.step = 'call' and o.tenant_id = d.tenant_id and o.id = d.operation_id
            and (o.state = 'requested' or (d.unreturned_by is not null and o.uncertain_since is null))
    )
    select l.tenant_id, l.operation_id, l.agent_id, a.revision, l.step, l.attempt, l.lease_token, l.task_type, l.task_id,
        c.reference::text, case when l.step = 'call' then coalesce(p.frozen, '') end,
        (extract(epoch from l.call_timeout) * 1000)::integer,
        adcp.may_resend(
            case when l.unreturned_by is null then 'retry' else 'outcome_unknown' end, null, l.uncertain_since, l.is_mutating,
            a.idempotency_supported, coalesce(l.first_sent_at, v_now), a.replay_ttl, v_now),
        l.step = 'call' and (l.unreturned_by is not null or l.uncertain_since is not null),
        (select low_water from mark)
    from leased l
    join adcp.agents a on a.tenant_id = l.tenant_id and a.id = l.agent_id
    left join adcp.operation_payloads p
        on l.step = 'call' and p.tenant_id = l.tenant_id and p.operation_id = l.operation_id
    left join adcp.accounts c
        on l.step = 'poll' and c.tenant_id = l.tenant_id and c.id = l.account_id;
end
$$;
comment on function adcp_api.claim_steps(uuid, integer, timestamptz, uuid[]) is
    'Leases due steps to an instance, oldest first in each lane, lanes in turn, and marks what is about to be sent for the first time. '
    'request is the frozen request of a call, empty when it is not frozen yet. Hand every step back through adcp_api.observe or adcp_api.release_steps; '
    'a step that is not handed back falls due again when its lease ends. Pass low_water as p_after of the next claim, and -infinity every few seconds. '
    'p_except leaves out agents that keep the instance busy enough. A call with is_resendable false must not be sent: '
    'an earlier try may have done it. With is_uncertain one may have, and the seller will know the second for the same.';

create or replace function adcp_api.release_steps(p_tenants uuid[], p_operations uuid[], p_lease_tokens bigint[])
returns integer
language sql
security definer
set search_path = pg_catalog, pg_temp
as $$
    with released as (
        update adcp.schedule s
        set due_at = clock_timestamp(), leased_by = null
        from unnest(p_tenants, p_operations, p_lease_tokens) as u (tenant_id, operation_id, lease_token)
        where s.tenant_id = u.tenant_id and s.operation_id = u.operation_id and s.lease_token = u.lease_token
        returning 1
    )
    select count(*)::integer from released;
$$;
comment on function adcp_api.release_steps(uuid[], uuid[], bigint[]) is
    'Hands claimed steps back untouched, as a draining instance does with those that it has not begun; returns how many were still leased.';

create or replace function adcp_api.next_due(
    p_limit interval default '1 minute', p_after timestamptz default '-infinity', p_except uuid[] default '{}')
returns double precision
language sql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
    select greatest(0, extract(epoch from least(
        p_limit,
        (select min(d.due_at)
         from adcp.agent_health h
         cross join lateral (
             select greatest(s.due_at, h.blocked_until) as due_at
             from adcp.schedule s
             where s.tenant_id = h.tenant_id and s.agent_id = h.agent_id and s.due_at > p_after
             order by s.due_at
             limit 1) d
         where h.paused_at is null and h.agent_id <> all (p_except)) - clock_timestamp())))::double precision;
$$;
comment on function adcp_api.next_due(interval, timestamptz, uuid[]) is
    'Seconds until the next step falls due, at most p_limit; what lies before p_after and the steps of the agents in p_except do not count.';
