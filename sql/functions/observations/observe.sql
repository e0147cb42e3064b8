-- Observing: whatever an answer, a poll, a webhook or the clock says of operations, said here, and nowhere else.
-- One statement: lock the next step, lock the operation, judge, move, settle, set the next step, write history.

create or replace function adcp_api.observe(
    p_instance uuid, p_tenants uuid[], p_operations uuid[], p_channels text[], p_lease_tokens bigint[],
    p_outcomes text[], p_task_ids text[], p_context_ids text[], p_seller_times timestamptz[], p_reasons text[],
    p_error_codes text[], p_retry_after integer[], p_record_hashes bytea[], p_values jsonb[], p_milliseconds integer[])
returns table (operation_id uuid, verdict text, state text, version integer)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
set jit = off
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
begin
    if 'webhook' = any (p_channels) or 'reconcile' = any (p_channels) then
        perform adcp.begin_early(p_tenants, p_operations, p_outcomes);
    end if;

    return query
    with said as materialized (
        select *
        from unnest(
            p_tenants, p_operations, p_channels, p_lease_tokens, p_outcomes, p_task_ids, p_context_ids, p_seller_times,
            p_reasons, p_error_codes, p_retry_after, p_record_hashes, p_values, p_milliseconds)
            as u (tenant_id, operation_id, channel, lease_token, outcome, task_id, context_id, seller_time,
                reason, error_code, retry_after, record_hash, value, milliseconds)
    ),
    step as materialized (
        select s.tenant_id, s.operation_id, s.step, s.attempt, s.lease_token
        from said u
        join adcp.schedule s on s.tenant_id = u.tenant_id and s.operation_id = u.operation_id
        order by s.tenant_id, s.operation_id
        for no key update of s
    ),
    found as materialized (
        select o.tenant_id, o.id, o.agent_id, o.task_type, o.state, o.task_id, o.settlement_hash, o.record_is_complete, o.seller_time,
            o.deadline_at, o.first_sent_at, o.uncertain_since, o.has_webhook, o.settled_at
        from said u
        join adcp.operations o on o.tenant_id = u.tenant_id and o.id = u.operation_id
        where (select count(*) from step) >= 0
        order by o.tenant_id, o.id
        for no key update of o
    ),
    judged as materialized (
        select u.tenant_id, u.operation_id, u.channel, u.outcome, u.task_id as seen_task, u.context_id, u.reason, u.error_code,
            u.retry_after, u.record_hash, u.value, u.seller_time, o.agent_id, o.state, o.task_id, o.task_type, o.deadline_at,
            o.first_sent_at, o.uncertain_since, o.has_webhook, o.settled_at, o.settlement_hash, s.step, s.attempt,
            u.lease_token is null or u.lease_token = s.lease_token as holds,
            case when u.outcome = 'timed_out' and o.state = 'requested' then 'failed' else u.outcome end as target,
            adcp.judge(
                o.state, o.task_id, o.settlement_hash, o.record_is_complete, o.seller_time,
                u.lease_token is null or coalesce(u.lease_token = s.lease_token, false),
                o.task_id is not null or u.task_id is null or not exists (
                    select from adcp.operations other
                    where other.tenant_id = o.tenant_id and other.agent_id = o.agent_id and other.task_id = u.task_id),
                u.outcome, u.task_id, u.record_hash, u.seller_time) as verdict
        from said u
        left join found o on o.tenant_id = u.tenant_id and o.id = u.operation_id
        left join step s on s.tenant_id = u.tenant_id and s.operation_id = u.operation_id
    ),
    planned as materialized (
        select j.*, n.state as next_state, n.is_open, n.is_settled,
            adcp.may_resend(
                j.outcome, j.error_code, j.uncertain_since, t.is_mutating, a.idempotency_supported, j.first_sent_at, a.replay_ttl, now())
                as resendable,
            coalesce(j.task_id, j.seen_task) is not null and j.state <> 'calling_adcp' or j.verdict = 'moved'
                and coalesce(j.task_id, j.seen_task) is not null as pollable,
            case when j.verdict = 'moved' then 0 else j.attempt + 1 end as next_attempt,
            case
                when j.step = 'call' and j.verdict <> 'moved' then adcp.retry_wait(
                    t.retry_first, t.retry_most, t.attempts_in_series, t.series_pause, j.attempt + 1, j.retry_after)
                else adcp.poll_wait(
                    case when j.has_webhook then p.first_with_webhook else p.first_after end, p.growth, p.most,
                    case when j.verdict = 'moved' then 0 else j.attempt + 1 end, j.retry_after)
            end as wait
        from judged j
        join adcp.agents a on a.tenant_id = j.tenant_id and a.id = j.agent_id
        join adcp.task_policies t
            on t.task_type = case when j.task_type = any (array(select task_type from adcp.task_policies)) then j.task_type else '*' end
        join adcp.states n on n.state = case when j.verdict = 'moved' then j.target else j.state end
        left join adcp.poll_policies p on p.state = n.state
    ),
    settled as (
        insert into adcp.settlements
            (tenant_id, operation_id, agent_id, task_id, outcome, channel, record_hash, is_complete, value, error_code)
        select j.tenant_id, j.operation_id, j.agent_id, coalesce(j.task_id, j.seen_task), j.target, j.channel, j.record_hash,
            j.record_hash is not null, j.value, j.error_code
        from planned j
        where j.verdict = 'moved' and j.is_settled
    ),
    supplemented as (
        update adcp.settlements s
        set record_hash = j.record_hash, value = j.value, error_code = coalesce(j.error_code, s.error_code), is_complete = true
        from planned j
        where s.tenant_id = j.tenant_id and s.operation_id = j.operation_id and j.verdict = 'supplemented'
    ),
    ended as (
        delete from adcp.schedule s
        using planned j
        where s.tenant_id = j.tenant_id and s.operation_id = j.operation_id and not j.is_open
    ),
    continued as (
        update adcp.schedule s
        set step = case
                when now() + j.wait >= j.deadline_at or not (j.pollable or j.resendable) then 'expire'
                when j.pollable then 'poll'
                else 'call' end,
            due_at = case
                when now() + j.wait >= j.deadline_at or not (j.pollable or j.resendable) then j.deadline_at
                else now() + adcp.jitter(j.wait) end,
            attempt = j.next_attempt,
            lease_token = s.lease_token + case when j.channel in ('call', 'poll') then 0 else 1 end,
            leased_by = null
        from planned j
        where s.tenant_id = j.tenant_id and s.operation_id = j.operation_id and j.is_open
            and (j.verdict = 'moved' or (j.holds and j.channel in ('call', 'poll')))
    ),
    changed as (
        update adcp.operations o
        set state = j.next_state,
            channel = case when j.verdict = 'moved' then j.channel else o.channel end,
            task_id = coalesce(o.task_id, case when j.verdict in ('moved', 'same', 'retried') then j.seen_task end),
            context_id = coalesce(case when j.verdict in ('moved', 'same') then j.context_id end, o.context_id),
            reason = case when j.verdict in ('moved', 'retried') then j.reason else o.reason end,
            seller_time = case when j.verdict in ('moved', 'same') then greatest(j.seller_time, o.seller_time) else o.seller_time end,
            settlement_hash = case
                when j.verdict = 'supplemented' or (j.verdict = 'moved' and j.is_settled) then j.record_hash
                else o.settlement_hash end,
            record_is_complete = case
                when j.verdict = 'moved' and j.is_settled then j.record_hash is not null
                else o.record_is_complete or j.verdict = 'supplemented' end,
            settled_at = case when j.verdict = 'moved' and j.is_settled then now() else o.settled_at end,
            uncertain_since = case
                when j.verdict = 'moved' then null
                when j.verdict = 'retried' and j.outcome = 'outcome_unknown' and j.channel = 'call' then coalesce(o.uncertain_since, now())
                else o.uncertain_since end,
            attention = case
                when j.verdict = 'conflict' then 'conflict'
                when j.verdict = 'retried' and j.channel = 'call' and not j.resendable then 'outcome_unknown'
                when j.verdict <> 'moved' or o.attention = 'conflict' then o.attention
                when j.next_state in ('input_required', 'auth_required', 'timed_out') then j.next_state
            end
        from planned j
        where o.tenant_id = j.tenant_id and o.id = j.operation_id
            and (j.verdict in ('moved', 'supplemented', 'conflict', 'duplicate')
                or (j.verdict = 'stale' and (j.settled_at is not null or j.channel = 'webhook'))
                or (j.verdict = 'retried' and j.channel = 'call')
                or (j.verdict = 'same' and (o.task_id is null and j.seen_task is not null)))
        returning o.tenant_id, o.id, o.version
    ),
    noted as (
        insert into adcp.operation_events
            (tenant_id, operation_id, sequence, occurred_at, kind, from_state, to_state, channel, reason, detail)
        select j.tenant_id, j.operation_id, c.version, now(), j.verdict, j.state, j.next_state, j.channel, j.reason,
            jsonb_strip_nulls(jsonb_build_object(
                'outcome', j.outcome, 'error_code', j.error_code, 'task_id', j.seen_task,
                'record_hash', encode(j.record_hash, 'hex'), 'settlement_hash', encode(j.settlement_hash, 'hex')))
        from planned j
        join changed c on c.tenant_id = j.tenant_id and c.id = j.operation_id
        where j.verdict <> 'moved'
    ),
    called as (
        insert into adcp.api_calls
            (tenant_id, agent_id, operation_id, step, outcome, error_code, milliseconds, instance_id)
        select j.tenant_id, j.agent_id, j.operation_id, j.channel, j.outcome, j.error_code, u.milliseconds, p_instance
        from planned j
        join said u on u.tenant_id = j.tenant_id and u.operation_id = j.operation_id
        where u.milliseconds is not null
    )
    select j.operation_id, j.verdict, coalesce(p.next_state, j.state), c.version
    from judged j
    left join planned p on p.tenant_id = j.tenant_id and p.operation_id = j.operation_id
    left join changed c on c.tenant_id = j.tenant_id and c.id = j.operation_id;

    perform adcp.count_answers(p_tenants, p_operations, p_channels, p_outcomes, p_error_codes, p_milliseconds);
end
$$;
comment on function adcp_api.observe(
    uuid, uuid[], uuid[], text[], bigint[], text[], text[], text[], timestamptz[], text[], text[], integer[], bytea[], jsonb[], integer[]) is
    'Takes what was observed of many operations, one element each in every array, and returns the verdict on each: moved, same, retried, stale, '
    'supplemented, duplicate, conflict or unmatched. lease_token is that of the claimed step, null for a webhook or a reconciliation.';
