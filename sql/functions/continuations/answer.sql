-- Answering: stored first, then sent by whichever instance claims the step (I-27 to I-33).

create or replace function adcp.prepare_resume(p_question adcp.continuations, p_answer jsonb)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_version integer;
    v_state text;
begin
    update adcp.continuations c
    set state = 'answered', answer = p_answer, answer_hash = sha256(convert_to(p_answer::text, 'UTF8')), answered_at = now(),
        message_id = gen_random_uuid(),
        -- Another request, so another key: the seller would take the old one for a repeat.
        frozen = (p.frozen::jsonb || p_answer || case
            when p.frozen::jsonb ? 'idempotency_key' then jsonb_build_object('idempotency_key', gen_random_uuid()) else '{}'::jsonb end)::text
    from adcp.operation_payloads p
    where c.tenant_id = p_question.tenant_id and c.operation_id = p_question.operation_id and c.generation = p_question.generation
        and p.tenant_id = c.tenant_id and p.operation_id = c.operation_id;
    delete from adcp.continuation_tokens t
    where t.tenant_id = p_question.tenant_id and t.operation_id = p_question.operation_id and t.generation = p_question.generation;
    -- A poll or a repeated call that is under way loses its lease; what it brings still settles the operation, if it is the end.
    update adcp.schedule s
    set step = 'resume', due_at = clock_timestamp(), attempt = 0, lease_token = s.lease_token + 1, leased_by = null, leased_until = null
    where s.tenant_id = p_question.tenant_id and s.operation_id = p_question.operation_id;
    update adcp.operations o
    set attention = nullif(o.attention, p_question.pause)
    where o.tenant_id = p_question.tenant_id and o.id = p_question.operation_id
    returning o.version, o.state into v_version, v_state;
    insert into adcp.operation_events
        (tenant_id, operation_id, sequence, occurred_at, kind, from_state, to_state, channel, detail)
    values (
        p_question.tenant_id, p_question.operation_id, v_version, now(), 'answered', v_state, v_state, 'operator',
        jsonb_build_object('generation', p_question.generation));
end
$$;
comment on function adcp.prepare_resume(adcp.continuations, jsonb) is 'Stores an answer as it will be sent, spends the question''s tokens, and makes sending it the next step.';

create or replace function adcp.check_answer(p_answer jsonb)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_name text;
begin
    if p_answer is null or jsonb_typeof(p_answer) <> 'object' then
        perform adcp.refuse_field('input', 'is not a JSON object', 'Members that change or complete the request; {} to go on as it is.');
    end if;
    if length(p_answer::text) > 262144 then
        perform adcp.refuse_field('input', 'is longer than 256 KiB');
    end if;
    foreach v_name in array array['idempotency_key', 'adcp_version', 'adcp_major_version', 'push_notification_config', 'context'] loop
        if p_answer ? v_name then
            perform adcp.refuse_field('input.' || v_name, 'is ours to set', 'Leave it out.');
        end if;
    end loop;
    if jsonb_path_exists(
        p_answer, '$.** ? (@.type() == "number" && (@ > 9007199254740991 || @ < -9007199254740991))')
    then
        perform adcp.refuse_field('input', 'holds a number beyond 2^53 - 1, which A2A cannot carry', 'Write it as a string.');
    end if;
end
$$;
comment on function adcp.check_answer(jsonb) is 'Raises AD010 unless an answer is an object that changes only what is the caller''s.';

create or replace function adcp.refuse_generation(p_generation integer, p_newest integer, p_why text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception 'question % %', p_generation, p_why
        using errcode = 'AD014', column = 'generation',
            detail = format('The newest question is %s.', coalesce(p_newest::text, 'none')),
            hint = 'Read the operation again; nothing was sent.';
end
$$;
comment on function adcp.refuse_generation(integer, integer, text) is 'Raises AD014: an answer to a question that does not stand (any more). Nothing is sent (I-31).';

create or replace function adcp.keep_early_answer(
    p_tenant uuid, p_operation uuid, p_generation integer, p_answer jsonb, p_hash bytea)
returns text
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    insert into adcp.continuations (tenant_id, operation_id, generation, state, answer, answer_hash)
    values (p_tenant, p_operation, p_generation, 'early', p_answer, p_hash)
    on conflict do nothing;
    if not found then
        perform from adcp.continuations c
        where c.tenant_id = p_tenant and c.operation_id = p_operation and c.generation = p_generation and c.answer_hash = p_hash;
        if not found then
            perform adcp.refuse_in_progress(p_generation);
        end if;
    end if;
    return 'early';
end
$$;
comment on function adcp.keep_early_answer(uuid, uuid, integer, jsonb, bytea) is 'Keeps an answer whose question has not come yet; it goes out with the question.';

create or replace function adcp.refuse_in_progress(p_generation integer)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception 'question % has another answer already', p_generation
        using errcode = 'AD015', column = 'generation', detail = 'It is stored, and sent once.',
            hint = 'Wait for what comes of it.';
end
$$;
comment on function adcp.refuse_in_progress(integer) is 'Raises AD015: another answer to the same question is stored or on its way (I-31).';

create or replace function adcp_api.answer_operation(
    p_tenant uuid, p_operation uuid, p_generation integer, p_answer jsonb, p_token_hash bytea default null)
returns text
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_hash constant bytea := sha256(convert_to(p_answer::text, 'UTF8'));
    v_operation record;
    v_question adcp.continuations;
    v_newest integer;
begin
    perform adcp.check_answer(p_answer);
    perform from adcp.schedule s where s.tenant_id = p_tenant and s.operation_id = p_operation for no key update;
    select o.state, o.settled_at into v_operation
    from adcp.operations o
    where o.tenant_id = p_tenant and o.id = p_operation
    for no key update;
    if not found then
        perform adcp.refuse_unknown('operation', p_operation::text);
    end if;
    if v_operation.settled_at is not null then
        raise exception 'the operation is settled: %', v_operation.state
            using errcode = 'AD013', column = 'operation', detail = format('It was %s at %s.', v_operation.state, v_operation.settled_at),
                hint = 'Nothing was sent.';
    end if;
    v_question := adcp.newest_question(p_tenant, p_operation);
    v_newest := coalesce(v_question.generation, 0);
    if p_generation is null or p_generation not between 1 and v_newest + 1 then
        perform adcp.refuse_field(
            'generation', 'is no question of this operation', format('The newest is %s; %s keeps an answer for the next.', v_newest, v_newest + 1));
    end if;
    if v_operation.state = 'timed_out' or p_generation < v_newest then
        perform adcp.refuse_generation(p_generation, v_newest, 'is stale');
    end if;
    if p_generation > v_newest then
        if v_question.state = 'open' then
            perform adcp.refuse_field('generation', 'is not asked yet', format('Answer question %s first.', v_newest));
        end if;
        return adcp.keep_early_answer(p_tenant, p_operation, p_generation, p_answer, v_hash);
    end if;
    if v_question.state in ('answered', 'dispatched') then
        if v_question.answer_hash <> v_hash then
            perform adcp.refuse_in_progress(p_generation);
        end if;
        return v_question.state;
    end if;
    if v_question.state <> 'open' or v_question.expires_at <= now() then
        perform adcp.refuse_generation(p_generation, v_newest, 'is stale');
    end if;
    if v_question.transport is null then
        raise exception 'question % cannot be answered', p_generation
            using errcode = 'AD017', column = 'operation', detail = 'The seller''s transport gives no way back to its task.',
                hint = 'Poll, reconcile, or submit a new operation in its place.';
    end if;
    perform from adcp.continuation_tokens t
    where t.tenant_id = p_tenant and t.operation_id = p_operation and t.generation = p_generation and t.token_hash = p_token_hash
        and t.expires_at > now();
    if not found then
        perform adcp.refuse_field('token', 'is not good for this question', 'Ask for the question, which brings a new one; it is good for one answer.');
    end if;
    perform adcp.prepare_resume(v_question, p_answer);
    return 'answered';
end
$$;
comment on function adcp_api.answer_operation(uuid, uuid, integer, jsonb, bytea) is
    'Answers a seller''s question: stores the answer and makes sending it the next step. Returns answered, dispatched (the same answer again, which is sent once) '
    'or early (kept until its question comes). AD013 settled, AD014 stale question, AD015 another answer is in progress, AD017 no way to answer.';
