-- Reading questions: what is asked, until when, and what can be done about it.

create or replace function adcp.question_document(p_operation adcp.operations)
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
as $$
    select jsonb_strip_nulls(jsonb_build_object(
        'generation', c.generation,
        'state', c.state,
        'pause', c.pause,
        'reason', c.reason,
        -- Never an address that somebody might open: AdCP has it shown only after checks that are a person's to make.
        'asked', c.asked - 'challenge_url',
        'asked_at', c.asked_at,
        'expires_at', c.expires_at,
        'answered_at', c.answered_at,
        'dispatched_at', c.dispatched_at,
        'is_resumable', c.transport is not null,
        'allowed', to_jsonb(array_remove(array[
            case when c.transport is not null and c.state = 'open' and c.expires_at > now() then 'answer' end,
            case when p_operation.task_id is not null then 'poll' end, 'reconcile', 'new_operation'], null)),
        'why', case
            when c.transport is not null then null
            when adcp.is_under_approval(c.tenant_id, c.operation_id) then
                'Governance approved the request as it stands, and an answer would be another: a new operation is checked anew.'
            when a.protocol = 'mcp' then 'MCP has no way to answer what a task asks.'
            else 'The seller''s answer named no A2A task and context that an answer could go back to.' end,
        'has_early_answer', nullif(c.transport is null and c.answer is not null, false)))
        || jsonb_build_object('earlier', (
            select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                'generation', e.generation, 'state', e.state, 'successor', e.successor)) order by e.generation), '[]'::jsonb)
            from adcp.continuations e
            where e.tenant_id = c.tenant_id and e.operation_id = c.operation_id and e.generation < c.generation))
    from adcp.continuations c
    join adcp.agents a on a.tenant_id = p_operation.tenant_id and a.id = p_operation.agent_id
    where c.tenant_id = p_operation.tenant_id and c.operation_id = p_operation.id and c.state <> 'early'
        and (p_operation.state in ('input_required', 'auth_required') or c.state = 'ambiguous')
    order by c.generation desc
    limit 1;
$$;
comment on function adcp.question_document(adcp.operations) is
    'What a paused operation waits for, as a JSON document: the question, whether it can be answered, and what is allowed where it cannot; null where nothing is asked.';
