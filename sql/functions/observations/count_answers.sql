-- The circuit breaker: counts what failed on the way or at the agent's end, for all instances together.

create or replace function adcp.count_answers(p_judged adcp.judgement[])
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    with answer as materialized (
        select j.tenant_id, j.agent_id, count(*) filter (where f.is_failure)::integer as failed, count(*)::integer as answered,
            max(now() - make_interval(secs => coalesce(j.milliseconds, 0) / 1000.0)) as begun_at
        from unnest(p_judged) j
        cross join lateral (
            select j.outcome in ('retry', 'outcome_unknown') and j.error_code is null
                or coalesce((select c.is_outage from adcp.error_codes c where c.code = j.error_code), false) as is_failure) f
        -- What was found wrong before the agent was asked says nothing of the agent.
        where j.channel in ('call', 'poll') and (j.milliseconds is not null or f.is_failure)
        group by j.tenant_id, j.agent_id
    ),
    health as materialized (
        select h.tenant_id, h.agent_id,
            case
                -- An agent that answers at all is there.
                when a.failed < a.answered then least(a.failed, 4)
                -- However many were under way when it went away, that is one reason to stop; each try that fails after that is another.
                when h.breaker = 'closed' then least(h.consecutive_failures + a.failed, 5)
                else greatest(h.consecutive_failures + 1, 5)
            end as failures
        from answer a
        join adcp.agent_health h on h.tenant_id = a.tenant_id and h.agent_id = a.agent_id
        where (a.failed > 0 or h.consecutive_failures > 0 or h.breaker <> 'closed')
            -- What was sent before the breaker opened, or before its last try, is no news.
            and not (h.breaker <> 'closed' and a.failed = a.answered and a.begun_at < h.updated_at)
        order by h.tenant_id, h.agent_id
        for no key update of h
    )
    update adcp.agent_health h
    set consecutive_failures = c.failures,
        breaker = case when c.failures >= 5 then 'open' else 'closed' end,
        opened_at = case when c.failures >= 5 then coalesce(h.opened_at, now()) end,
        blocked_until = case
            when c.failures >= 5
            then now() + adcp.jitter(least(interval '5 minutes', interval '2 seconds' * power(2::float8, least(c.failures - 5, 10))))
            else '-infinity' end,
        updated_at = now()
    from health c
    where h.tenant_id = c.tenant_id and h.agent_id = c.agent_id;
    perform adcp.raise_alarm(
        j.tenant_id, j.agent_id, 'throttled', '', jsonb_build_object('retry_after_seconds', j.retry_after, 'attempts', j.attempt + 1))
    from unnest(p_judged) j
    join adcp.task_policies t on t.task_type = adcp.policy_name(j.task_type, array(select n.task_type from adcp.task_policies n))
    where j.error_code = 'RATE_LIMITED' and j.channel = 'call' and j.attempt + 1 >= t.attempts_in_series;
end
$$;
comment on function adcp.count_answers(adcp.judgement[]) is
    'Five failures in a row close the lane for a while that doubles each time; then one step at a time goes out until one succeeds. '
    'A whole series of tries that an agent answered with RATE_LIMITED is an alarm.';
