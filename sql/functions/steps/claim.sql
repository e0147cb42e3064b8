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
set enable_hashjoin = off
set enable_mergejoin = off
as $$
#variable_conflict use_column
declare
    v_now constant timestamptz := clock_timestamp();
    v_tasks text[];
    v_due adcp.due_step[];
    v_low_water timestamptz;
    v_has_probes boolean;
    v_limits adcp.lane_limit[];
    v_is_held constant boolean := adcp.is_held();
begin
    if (select true from adcp.agent_limits limit 1) then
        v_limits := adcp.open_limits(v_now);
    end if;
    with lane as materialized (
        select h.tenant_id, h.agent_id, h.breaker, m.steps as allowed
        from adcp.agent_health h
        left join unnest(v_limits) m on m.tenant_id = h.tenant_id and m.agent_id = h.agent_id
        where h.blocked_until <= v_now and h.paused_at is null and h.agent_id <> all (p_except)
            -- Not EXISTS, which may become a join that reads all lanes at once.
            and (
                select true from adcp.schedule s
                where s.tenant_id = h.tenant_id and s.agent_id = h.agent_id
                    and s.due_at > p_after and s.due_at <= v_now and (s.leased_until is null or s.leased_until <= v_now)
                    and (not v_is_held or adcp.may_go_while_held(s.tenant_id, s.operation_id, s.step))
                order by s.due_at
                limit 1)
        order by random()
    ),
    share as materialized (
        select greatest(1, ceil(p_limit::numeric / count(*)))::integer as steps
        from lane l
        where l.allowed is distinct from 0
        having count(*) > 0
    ),
    -- A lane that may give nothing now stays one, so that what is due there is not passed over.
    asked as materialized (
        select l.*, least(l.allowed, case when l.breaker = 'closed' then coalesce((select steps from share), 0) else 1 end) as most
        from lane l
    ),
    due as materialized (
        select d.*, l.breaker = 'open' and d.step <> 'expire' as is_probe
        from asked l
        cross join lateral (
            select s.tenant_id, s.operation_id, s.agent_id, s.ctid as step_tid, s.step, s.due_at, s.leased_by is not null as is_unreturned
            from adcp.schedule s
            where s.tenant_id = l.tenant_id and s.agent_id = l.agent_id
                and s.due_at > p_after and s.due_at <= v_now and (s.leased_until is null or s.leased_until <= v_now)
                and (not v_is_held or adcp.may_go_while_held(s.tenant_id, s.operation_id, s.step))
            order by s.due_at
            limit l.most
            for no key update skip locked) d
        limit p_limit
    ),
    -- Up to here nothing due is left in any lane: a lane that gave all it was asked for may have more, and at the same moment, too; one
    -- that gave nothing was not asked or is in another's hands.
    mark as (
        select least(v_now - interval '1 second', min(
            case
                when t.steps is null then p_after
                when t.steps >= l.most
                    or (select count(*) from due) >= p_limit
                then t.last_due_at - interval '1 microsecond'
            end)) as low_water
        from asked l
        left join (
            select d.tenant_id, d.agent_id, count(*) as steps, max(d.due_at) as last_due_at
            from due d
            group by d.tenant_id, d.agent_id) t on t.tenant_id = l.tenant_id and t.agent_id = l.agent_id
    )
    select array_agg(row(d.tenant_id, d.operation_id, d.agent_id, d.step_tid, d.step, d.is_unreturned, d.is_probe)::adcp.due_step),
        (select low_water from mark), bool_or(d.is_probe), array(select t.task_type from adcp.task_policies t)
        into v_due, v_low_water, v_has_probes, v_tasks
    from due d;
    if v_limits is not null then
        perform adcp.spend_limits(v_limits, v_due, v_now);
    end if;
    if v_due is null then
        return;
    end if;

    -- An open breaker lets one step out to try; nobody else tries while that one is under way.
    if v_has_probes then
        update adcp.agent_health h
        set blocked_until = d.lease_end
        from (
            select d.tenant_id, d.agent_id, max(v_now + t.call_timeout + interval '30 seconds') as lease_end
            from unnest(v_due) d
            join adcp.operations o on o.tenant_id = d.tenant_id and o.id = d.operation_id
            join adcp.task_policies t on t.task_type = adcp.policy_name(o.task_type, v_tasks)
            where d.is_probe
            group by d.tenant_id, d.agent_id) d
        where h.tenant_id = d.tenant_id and h.agent_id = d.agent_id and h.breaker = 'open';
    end if;

    -- offset 0 keeps the look-up by primary key, row by row: as a join it may become a scan where statistics are old.
    return query
    with claimed as materialized (
        select d.*, o.*, d.step = 'call' and d.is_unreturned and o.was_certain as turns_uncertain
        from unnest(v_due) d
        cross join lateral (
            select o.ctid as operation_tid, o.state, o.task_type, o.task_id, o.account_id, o.first_sent_at,
                o.uncertain_since is null as was_certain
            from adcp.operations o
            where o.tenant_id = d.tenant_id and o.id = d.operation_id
            offset 0) o
    ),
    -- A lease that ran out unreturned may have sent it, and only the seller knows; one that was returned has said what it knew.
    sent as (
        update adcp.operations o
        set state = case when o.state = 'requested' then 'calling_adcp' else o.state end,
            channel = case when o.state = 'requested' then 'call' else o.channel end,
            first_sent_at = coalesce(o.first_sent_at, v_now),
            uncertain_since = case when d.turns_uncertain then v_now else o.uncertain_since end
        from claimed d
        where o.ctid = d.operation_tid and d.step = 'call' and (d.state = 'requested' or d.turns_uncertain)
    )
    update adcp.schedule s
    set leased_until = v_now + t.call_timeout + interval '30 seconds', lease_token = s.lease_token + 1, leased_by = p_instance
    from claimed d
    join adcp.agents a on a.tenant_id = d.tenant_id and a.id = d.agent_id
    join adcp.task_policies t on t.task_type = adcp.policy_name(d.task_type, v_tasks)
    where s.ctid = d.step_tid
    returning s.tenant_id, s.operation_id, s.agent_id, a.revision, s.step, s.attempt, s.lease_token, d.task_type, d.task_id,
        case when s.step = 'poll' then (
            select c.reference::text from adcp.accounts c where c.tenant_id = d.tenant_id and c.id = d.account_id) end,
        case when s.step = 'call' then coalesce((
            select p.frozen from adcp.operation_payloads p
            where p.tenant_id = s.tenant_id and p.operation_id = s.operation_id and not p.is_governed), '') end,
        (extract(epoch from t.call_timeout) * 1000)::integer,
        adcp.may_resend(
            case when d.was_certain and not d.is_unreturned then 'retry' else 'outcome_unknown' end, null, null, t.is_mutating,
            a.idempotency_supported, coalesce(d.first_sent_at, v_now), a.replay_ttl, v_now),
        s.step = 'call' and (d.turns_uncertain or not d.was_certain),
        v_low_water;
end
$$;
comment on function adcp_api.claim_steps(uuid, integer, timestamptz, uuid[]) is
    'Leases due steps to an instance, oldest first in each lane, lanes in turn, and marks what is about to be sent for the first time. '
    'request is the frozen request of a call, empty where adcp_api.prepare_request gives it. Hand every step back through adcp_api.observe or adcp_api.release_steps; '
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
        set due_at = clock_timestamp(), leased_by = null, leased_until = null
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
    select greatest(
        -- What is held is due all the time.
        case when (select d.held_since from adcp.deployment d) is not null then 0.5 else 0 end,
        extract(epoch from least(
        p_limit,
        (select min(d.due_at)
         from adcp.agent_health h
         left join adcp.agent_limits l on l.tenant_id = h.tenant_id and l.agent_id = h.agent_id
         cross join lateral (
             select greatest(s.due_at, h.blocked_until, l.free_at) as due_at
             from adcp.schedule s
             where s.tenant_id = h.tenant_id and s.agent_id = h.agent_id and s.due_at > p_after and s.due_at < 'infinity'
                 and (s.leased_until is null or s.leased_until <= clock_timestamp())
             order by s.due_at
             limit 1) d
         where h.paused_at is null and h.agent_id <> all (p_except)) - clock_timestamp())))::double precision;
$$;
comment on function adcp_api.next_due(interval, timestamptz, uuid[]) is
    'Seconds until the next step falls due, at most p_limit; what lies before p_after and the steps of the agents in p_except do not count.';
