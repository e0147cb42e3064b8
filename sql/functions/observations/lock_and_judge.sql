-- The first half of observing: the rows locked in one order, schedule before operations, and the verdict on each.

create or replace function adcp.lock_and_judge(
    p_tenants uuid[], p_operations uuid[], p_channels text[], p_lease_tokens bigint[],
    p_outcomes text[], p_task_ids text[], p_context_ids text[], p_seller_times timestamptz[], p_reasons text[],
    p_error_codes text[], p_retry_after integer[], p_record_hashes bytea[], p_values jsonb[], p_milliseconds integer[],
    out judged adcp.judgement[], out has_open boolean, out has_supplements boolean, out has_notes boolean, out has_news_of_agents boolean,
    out has_followers boolean)
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
    -- Locked row by row in this order: a subquery that locks is never joined any other way. What has no next step is settled or timed out; its
    -- row is read as it is now, also where it was settled while we waited.
    with seen as (
        select u.*, s.*, o.*
        from (
            select *
            from unnest(
                p_tenants, p_operations, p_channels, p_lease_tokens, p_outcomes, p_task_ids, p_context_ids, p_seller_times,
                p_reasons, p_error_codes, p_retry_after, p_record_hashes, p_values, p_milliseconds)
                as u (tenant_id, operation_id, channel, lease_token, outcome, seen_task, context_id, seen_at,
                    reason, error_code, retry_after, record_hash, value, milliseconds)
            order by tenant_id, operation_id) u
        left join lateral (
            select s.ctid as step_tid, s.step, s.attempt, s.lease_token as held_token
            from adcp.schedule s
            where s.tenant_id = u.tenant_id and s.operation_id = u.operation_id
            for no key update) s on true
        cross join lateral (
            select o.ctid as operation_tid, o.agent_id, o.task_type, o.state, o.version, o.task_id, o.settlement_hash, o.record_is_complete,
                o.seller_time, o.deadline_at, o.first_sent_at, o.uncertain_since, o.has_webhook, o.reason as known_reason,
                o.attention as known_attention,
                o.campaign_id is not null or o.cancel_requested_at is not null
                    or o.task_type in ('sync_creatives', 'get_media_buys', 'list_creatives', 'list_tasks') as is_followed,
                -- Asks for the step, so that no plan locks the operation before it.
                u.lease_token is null or coalesce(u.lease_token = s.held_token, false) as holds
            from adcp.operations o
            where o.tenant_id = u.tenant_id and o.id = u.operation_id
            for no key update) o
    ),
    -- offset 0: what is decided is decided once, and not again wherever it is read.
    judged as (
        select l.*, case
                when l.outcome <> 'timed_out' then l.outcome
                when l.state = 'requested' then 'failed'
                else (
                    select t.timed_out_as from adcp.task_policies t
                    where t.task_type = adcp.policy_name(l.task_type, array(select n.task_type from adcp.task_policies n)))
                end as target,
            adcp.judge(
                l.state, l.task_id, l.settlement_hash, l.record_is_complete, l.seller_time, l.holds,
                -- Not EXISTS, which PostgreSQL may answer by reading the whole table once.
                l.task_id is not null or l.seen_task is null or (
                    select other.id from adcp.operations other
                    where other.tenant_id = l.tenant_id and other.agent_id = l.agent_id and other.task_id = l.seen_task) is null,
                l.outcome, l.seen_task, l.record_hash, l.seen_at) as verdict
        from seen l
        offset 0
    ),
    followed as (
        select j.*, case when j.verdict = 'moved' then j.target else j.state end as next_state,
            coalesce(j.task_id, j.seen_task) is not null and (j.verdict = 'moved' or j.state <> 'calling_adcp') as is_pollable,
            j.verdict in ('moved', 'supplemented', 'conflict', 'duplicate')
                or (j.verdict = 'stale' and (adcp.is_settled(j.state) or j.channel = 'webhook'))
                or (j.verdict = 'retried' and j.channel = 'call')
                or (j.verdict = 'retried' and j.channel = 'poll' and j.error_code = 'REFERENCE_NOT_FOUND'
                    and j.known_attention is distinct from 'task_lost')
                or (j.verdict = 'retried' and j.error_code = 'NO_POLL_TOOL' and not j.has_webhook and j.known_attention is null)
                or (j.verdict = 'same' and j.known_attention = 'task_lost')
                or (j.verdict = 'retried' and j.error_code = 'INVALID_RESULT' and j.reason is distinct from j.known_reason)
                or (j.verdict = 'same' and j.task_id is null and j.seen_task is not null) as is_change
        from judged j
        offset 0
    ),
    -- Whether anything else is to happen because of it. Nearly always nothing is.
    told as (
        select f.*, f.is_change and (
                f.is_followed
                or (f.verdict = 'retried' and (f.outcome = 'outcome_unknown' and f.channel = 'call' or f.error_code = 'REFERENCE_NOT_FOUND'))
                or (f.verdict = 'moved' and f.next_state = 'completed' and (coalesce(f.value, 'null') = 'null' or f.value -> 'confirmed_at' = 'null'))) as has_followers
        from followed f
    )
    select array_agg(row(
            f.tenant_id, f.operation_id, f.agent_id, f.step_tid, f.operation_tid, f.task_type, f.channel, f.outcome,
            case when f.verdict = 'moved' then coalesce(f.task_id, f.seen_task) else f.seen_task end, f.context_id, f.seen_at, f.reason,
            f.error_code, f.retry_after, f.record_hash, f.value, f.milliseconds, f.state, f.next_state,
            case when f.is_change then f.version + 1 end, f.settlement_hash, f.deadline_at, f.has_webhook, f.step, f.attempt, f.holds,
            f.verdict, f.is_change, f.is_pollable,
            case when not f.is_pollable and adcp.is_open(f.next_state) then adcp.may_resend_to(
                f.tenant_id, f.operation_id, f.agent_id, f.task_type, f.outcome, f.error_code, f.uncertain_since, f.first_sent_at) end,
            f.has_followers)::adcp.judgement),
            bool_or(adcp.is_open(f.next_state)), bool_or(f.verdict = 'supplemented'), bool_or(f.is_change and f.verdict <> 'moved'),
            -- Nearly always all is well, and nothing is to be counted.
            bool_or(f.outcome in ('retry', 'outcome_unknown') and f.error_code is null)
                or bool_or(f.error_code in ('CONFIGURATION_ERROR', 'RATE_LIMITED')) or bool_or(f.channel in ('call', 'poll'))
                and (select true from adcp.agent_health h where h.consecutive_failures > 0 limit 1) is not null,
            bool_or(f.has_followers)
        into lock_and_judge.judged, lock_and_judge.has_open, lock_and_judge.has_supplements, lock_and_judge.has_notes,
            lock_and_judge.has_news_of_agents, lock_and_judge.has_followers
    from told f;
end
$$;
comment on function adcp.lock_and_judge(
    uuid[], uuid[], text[], bigint[], text[], text[], text[], timestamptz[], text[], text[], integer[], bytea[], jsonb[], integer[]) is
    'Locks the operations that were observed, with their steps first, and judges every observation; those of unknown operations are left out.';
