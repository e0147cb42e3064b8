-- Observing: whatever an answer, a poll, a webhook or the clock says of operations, said here, and nowhere else.
-- Lock the next step, lock the operation, judge; then only the statements that the verdicts need, each for all that need it.

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
set enable_hashjoin = off
set enable_mergejoin = off
as $$
#variable_conflict use_column
declare
    v_judged adcp.judgement[];
    v_has record;
begin
    if 'webhook' = any (p_channels) or 'reconcile' = any (p_channels) then
        perform adcp.begin_early(p_tenants, p_operations, p_outcomes);
    end if;
    v_has := adcp.lock_and_judge(
        p_tenants, p_operations, p_channels, p_lease_tokens, p_outcomes, p_task_ids, p_context_ids, p_seller_times, p_reasons,
        p_error_codes, p_retry_after, p_record_hashes, p_values, p_milliseconds);
    v_judged := v_has.judged;
    if v_has.has_open then
        perform adcp.continue_steps(v_judged);
    end if;

    return query
    with judged as materialized (
        select * from unnest(v_judged)
    ),
    settled as (
        insert into adcp.settlements
            (tenant_id, operation_id, agent_id, task_id, outcome, channel, record_hash, is_complete, value, error_code)
        select j.tenant_id, j.operation_id, j.agent_id, j.task_id, j.next_state, j.channel, j.record_hash,
            j.record_hash is not null, j.value, j.error_code
        from judged j
        where j.verdict = 'moved' and adcp.is_settled(j.next_state)
    ),
    ended as (
        delete from adcp.schedule s
        using judged j
        where s.ctid = j.step_tid and not adcp.is_open(j.next_state)
    ),
    called as (
        insert into adcp.api_calls
            (tenant_id, agent_id, operation_id, step, outcome, error_code, milliseconds, instance_id)
        select j.tenant_id, j.agent_id, j.operation_id, j.channel, j.outcome, j.error_code, j.milliseconds, p_instance
        from judged j
        where j.milliseconds is not null and j.channel in ('call', 'poll')
    ),
    changed as (
        update adcp.operations o
        set state = j.next_state,
            channel = case when j.verdict = 'moved' then j.channel else o.channel end,
            task_id = coalesce(o.task_id, case when j.verdict in ('moved', 'same', 'retried') then j.task_id end),
            context_id = coalesce(case when j.verdict in ('moved', 'same') then j.context_id end, o.context_id),
            reason = case when j.verdict in ('moved', 'retried') then j.reason else o.reason end,
            seller_time = case when j.verdict in ('moved', 'same') then greatest(j.seller_time, o.seller_time) else o.seller_time end,
            settlement_hash = case
                when j.verdict = 'supplemented' or (j.verdict = 'moved' and adcp.is_settled(j.next_state)) then j.record_hash
                else o.settlement_hash end,
            record_is_complete = case
                when j.verdict = 'moved' and adcp.is_settled(j.next_state) then j.record_hash is not null
                else o.record_is_complete or j.verdict = 'supplemented' end,
            settled_at = case when j.verdict = 'moved' and adcp.is_settled(j.next_state) then now() else o.settled_at end,
            uncertain_since = case
                when j.verdict = 'moved' then null
                when j.verdict = 'retried' and j.outcome = 'outcome_unknown' and j.channel = 'call' then coalesce(o.uncertain_since, now())
                else o.uncertain_since end,
            attention = case
                when j.verdict = 'conflict' then 'conflict'
                when j.verdict = 'retried' and j.channel = 'call' and not j.is_resendable then 'outcome_unknown'
                -- A seller that forgets its tasks may know what came of them: the buy is looked for, and a person told.
                when j.verdict = 'same' and o.attention = 'task_lost' then null
                when j.verdict = 'retried' and j.error_code = 'NO_POLL_TOOL' and not j.has_webhook and o.attention is null then 'task_untold'
                when j.verdict = 'retried' and j.channel = 'poll' and j.error_code = 'REFERENCE_NOT_FOUND' and o.attention is null and (
                    select count(*) from adcp.operation_events e
                    where e.tenant_id = j.tenant_id and e.operation_id = j.operation_id and e.sequence > o.moved_version
                        and e.detail ->> 'error_code' = 'REFERENCE_NOT_FOUND') >= 2
                then 'task_lost'
                when j.verdict <> 'moved' or o.attention = 'conflict' then o.attention
                when j.next_state in ('input_required', 'auth_required', 'timed_out') then j.next_state
            end
        from judged j
        where j.is_change and o.ctid = j.operation_tid
    )
    select j.operation_id, j.verdict, j.next_state, j.version from judged j;

    if v_has.has_supplements then
        update adcp.settlements s
        set record_hash = j.record_hash, value = j.value, error_code = coalesce(j.error_code, s.error_code), is_complete = true
        from unnest(v_judged) j
        where s.tenant_id = j.tenant_id and s.operation_id = j.operation_id and j.verdict = 'supplemented';
    end if;
    if v_has.has_notes then
        insert into adcp.operation_events
            (tenant_id, operation_id, sequence, occurred_at, kind, from_state, to_state, channel, reason, detail)
        select j.tenant_id, j.operation_id, j.version, now(), j.verdict, j.state, j.next_state, j.channel, j.reason,
            jsonb_strip_nulls(jsonb_build_object(
                'outcome', j.outcome, 'error_code', j.error_code, 'task_id', j.task_id,
                'record_hash', encode(j.record_hash, 'hex'), 'settlement_hash', encode(j.settlement_hash, 'hex')))
        from unnest(v_judged) j
        where j.is_change and j.verdict <> 'moved';
    end if;
    if 'INVALID_RESULT' = any (p_error_codes) then
        perform adcp.keep_refused_results(v_judged);
    end if;
    if (select bool_or(
            j.state in ('input_required', 'auth_required') or j.next_state in ('input_required', 'auth_required')) from unnest(v_judged) j)
    then
        perform adcp.follow_pauses(v_judged);
    end if;
    if v_has.has_news_of_agents then
        perform adcp.count_answers(v_judged);
    end if;
    if v_has.has_followers then
        perform adcp.follow_moves(array_agg(j.tenant_id), array_agg(j.operation_id))
        from unnest(v_judged) j
        where j.has_followers;
    end if;
    if coalesce(cardinality(v_judged), 0) < cardinality(p_operations) then
        return query
        select u.operation_id, 'unmatched', null::text, null::integer
        from unnest(p_operations) as u (operation_id)
        where u.operation_id <> all (array(select j.operation_id from unnest(v_judged) j));
    end if;
end
$$;
comment on function adcp_api.observe(
    uuid, uuid[], uuid[], text[], bigint[], text[], text[], text[], timestamptz[], text[], text[], integer[], bytea[], jsonb[], integer[]) is
    'Takes what was observed of many operations, one element each in every array, and returns the verdict on each: moved, same, retried, stale, '
    'supplemented, duplicate, conflict or unmatched. lease_token is that of the claimed step, null for a webhook or a reconciliation.';
