-- The next step of what stays open: ask again, send again, or nothing more until the deadline.

create or replace function adcp.continue_steps(p_judged adcp.judgement[])
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    update adcp.schedule s
    set step = case when n.is_last then 'expire' when n.is_pollable then 'poll' else 'call' end,
        due_at = case when n.is_last then n.deadline_at else now() + adcp.jitter(n.wait) end,
        attempt = n.attempt,
        lease_token = s.lease_token + case when n.channel in ('call', 'poll') or n.is_doubt then 0 else 1 end,
        leased_by = case when n.is_doubt then s.leased_by end,
        leased_until = case when n.is_doubt then s.leased_until end
    from (
        select j.step_tid, j.channel, j.deadline_at, j.is_pollable, d.is_doubt, w.attempt, w.wait,
            now() + w.wait >= j.deadline_at or not (j.is_pollable or j.is_resendable) as is_last
        from unnest(p_judged) j
        join adcp.task_policies t
            on t.task_type = adcp.policy_name(j.task_type, array(select n.task_type from adcp.task_policies n))
        left join adcp.poll_policies p on p.state = j.next_state
        -- A seller that does not know its own task (status unknown) is asked at once (I-13), unless somebody asks already.
        cross join lateral (select j.verdict = 'retried' and j.channel in ('webhook', 'reconcile') as is_doubt) d
        cross join lateral (
            select case when j.verdict = 'moved' then 0 when d.is_doubt then j.attempt else j.attempt + 1 end as attempt,
                case
                    when d.is_doubt then interval '0'
                    -- Not past the time in which the agent must have done with it.
                    when j.error_code = 'IDEMPOTENCY_IN_FLIGHT' then least(
                        adcp.retry_wait(t.retry_first, t.retry_most, t.attempts_in_series, t.series_pause, j.attempt + 1, j.retry_after),
                        greatest(interval '1 second', adcp.in_flight_until(j.tenant_id, j.operation_id, j.agent_id) - now()))
                    when j.step in ('call', 'resume') and j.verdict <> 'moved' then adcp.retry_wait(
                        t.retry_first, t.retry_most, t.attempts_in_series, t.series_pause, j.attempt + 1, j.retry_after)
                    else adcp.poll_wait(
                        case when j.has_webhook then p.first_with_webhook else p.first_after end, p.growth, p.most,
                        case when j.verdict = 'moved' then 0 else j.attempt + 1 end, j.retry_after)
                end as wait) w
        where adcp.is_open(j.next_state)
            and (j.verdict = 'moved' or (j.holds and j.channel in ('call', 'poll')) or (d.is_doubt and j.is_pollable))) n
    where s.ctid = n.step_tid;
end
$$;
comment on function adcp.continue_steps(adcp.judgement[]) is
    'Sets the next step of operations that stay open, and gives their leases back. News start the waits anew; without news they grow.';
