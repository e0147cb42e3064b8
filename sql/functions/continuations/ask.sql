-- What observations mean for questions and answers: asked, consumed, stale or ambiguous, in the transaction of the observation (I-27 to I-32).

create or replace function adcp.newest_question(p_tenant uuid, p_operation uuid)
returns adcp.continuations
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
    select c
    from adcp.continuations c
    where c.tenant_id = p_tenant and c.operation_id = p_operation and c.state <> 'early'
    order by c.generation desc
    limit 1
    for no key update;
$$;
comment on function adcp.newest_question(uuid, uuid) is 'The question that counts, locked; null where none was ever asked. Lock the operation first.';

create or replace function adcp.question_expiry(p_asked jsonb, p_deadline timestamptz)
returns timestamptz
language sql
stable
set search_path = pg_catalog, pg_temp
return least(
    p_deadline,
    case
        when jsonb_typeof(p_asked -> 'expires_in') = 'number' and (p_asked ->> 'expires_in')::numeric between 1 and 31536000
        then now() + make_interval(secs => (p_asked ->> 'expires_in')::float8) end);
comment on function adcp.question_expiry(jsonb, timestamptz) is
    'Until when a question can be answered: the seller''s expires_in (seconds), where it gives one, and never beyond the deadline.';

create or replace function adcp.is_under_approval(p_tenant uuid, p_operation uuid)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select exists (
        select from adcp.governance_checks k where k.tenant_id = p_tenant and k.commit_operation_id = p_operation);
$$;
comment on function adcp.is_under_approval(uuid, uuid) is
    'Whether governance was asked about the very bytes of an operation''s request: an answer would be other bytes, which nobody approved.';

create or replace function adcp.ask(p_judged adcp.judgement, p_generation integer)
returns adcp.continuations
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    -- Only the call's own answer comes over the transport that an answer to it would take.
    v_native constant jsonb := case
        when p_judged.channel = 'call' and not adcp.is_under_approval(p_judged.tenant_id, p_judged.operation_id)
        then p_judged.value -> 'continuation' end;
    v_said constant jsonb := case when p_judged.channel in ('call', 'poll') then p_judged.value -> 'asked' else p_judged.value end;
    v_question adcp.continuations;
begin
    insert into adcp.continuations as c
        (tenant_id, operation_id, generation, state, pause, reason, asked, transport, native_task, native_context, asked_at, expires_at)
    values (
        p_judged.tenant_id, p_judged.operation_id, p_generation, 'open', p_judged.next_state, left(p_judged.reason, 1024),
        case when length(v_said::text) <= 65536 then v_said end,
        case when v_native is not null then 'a2a' end, v_native ->> 'task_id', v_native ->> 'context_id', now(),
        adcp.question_expiry(v_said, p_judged.deadline_at))
    on conflict (tenant_id, operation_id, generation) do update
    set state = excluded.state, pause = excluded.pause, reason = excluded.reason, asked = excluded.asked, transport = excluded.transport,
        native_task = excluded.native_task, native_context = excluded.native_context, asked_at = excluded.asked_at,
        expires_at = excluded.expires_at
    where c.state = 'early'
    returning c.* into v_question;
    return v_question;
end
$$;
comment on function adcp.ask(adcp.judgement, integer) is
    'Writes down what a seller asks. It can be answered only where the answer that asked came over A2A with both parts of its native task (I-32), and '
    'never where governance approved the request as it stands.';

create or replace function adcp.follow_pauses(p_judged adcp.judgement[])
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_judged adcp.judgement;
    v_question adcp.continuations;
    v_next adcp.continuations;
    v_asks boolean;
    v_is_own boolean;
    v_end text;
begin
    foreach v_judged in array p_judged loop
        continue when v_judged.verdict not in ('moved', 'same', 'retried')
            or not (v_judged.state in ('input_required', 'auth_required') or v_judged.next_state in ('input_required', 'auth_required'));
        v_question := adcp.newest_question(v_judged.tenant_id, v_judged.operation_id);
        -- The answer to the answer: it comes under the lease of the step that sent it.
        v_is_own := coalesce(v_question.state = 'dispatched' and v_judged.channel = 'call' and v_judged.holds, false);
        v_asks := v_judged.next_state in ('input_required', 'auth_required')
            and (v_judged.verdict = 'moved' or (v_judged.verdict = 'same' and v_is_own));
        v_next := null;
        -- The next question is there before the one before it is done with (I-29).
        if v_asks then
            v_next := adcp.ask(v_judged, coalesce(v_question.generation, 0) + 1);
        end if;
        if v_asks and v_judged.verdict = 'same' then
            perform adcp.note_question(v_judged, v_next.generation);
        end if;

        v_end := case
            when coalesce(v_question.state, 'none') not in ('open', 'answered', 'dispatched') then null
            when v_is_own and v_judged.verdict <> 'retried' then 'consumed'
            when v_is_own and v_judged.outcome = 'outcome_unknown' then 'ambiguous'
            when v_judged.verdict <> 'moved' then null
            -- Prepared and not sent: it never will be (I-27). Sent: whether it counted, nobody says (I-28).
            when v_question.state <> 'dispatched' then 'stale'
            when v_asks or not adcp.is_open(v_judged.next_state) then 'ambiguous'
            else 'consumed' end;
        if v_end is not null then
            update adcp.continuations c
            set state = v_end, ended_at = now(), successor = v_next.generation
            where c.tenant_id = v_question.tenant_id and c.operation_id = v_question.operation_id and c.generation = v_question.generation;
            delete from adcp.continuation_tokens t
            where t.tenant_id = v_question.tenant_id and t.operation_id = v_question.operation_id and t.generation = v_question.generation;
        end if;
        if v_end = 'ambiguous' then
            update adcp.operations o
            set attention = case when o.attention = 'conflict' then o.attention else 'answer_unknown' end
            where o.tenant_id = v_judged.tenant_id and o.id = v_judged.operation_id;
        elsif v_is_own and v_judged.verdict = 'retried' then
            perform adcp.take_back(v_question, v_judged.error_code);
        end if;

        if v_next.answer is not null and v_next.transport is not null then
            perform adcp.prepare_resume(v_next, v_next.answer);
        elsif v_end is null and v_question.state in ('answered', 'dispatched') then
            -- Whatever else was to be done next, an answer that is stored goes first.
            update adcp.schedule s
            set step = 'resume', due_at = least(s.due_at, now() + interval '5 minutes')
            from adcp.continuations c
            where s.tenant_id = v_judged.tenant_id and s.operation_id = v_judged.operation_id and s.step <> 'resume'
                and c.tenant_id = s.tenant_id and c.operation_id = s.operation_id and c.generation = v_question.generation
                and c.state = 'answered';
        end if;
    end loop;
end
$$;
comment on function adcp.follow_pauses(adcp.judgement[]) is
    'Follows operations into pauses and out of them: writes down new questions, ends those before, and keeps a stored answer the next step.';

create or replace function adcp.note_question(p_judged adcp.judgement, p_generation integer)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_version integer;
begin
    update adcp.operations o
    set reason = left(p_judged.reason, 1024), attention = case when o.attention = 'conflict' then o.attention else p_judged.next_state end
    where o.tenant_id = p_judged.tenant_id and o.id = p_judged.operation_id
    returning o.version into v_version;
    insert into adcp.operation_events
        (tenant_id, operation_id, sequence, occurred_at, kind, from_state, to_state, channel, reason, detail)
    values (
        p_judged.tenant_id, p_judged.operation_id, v_version, now(), 'same', p_judged.state, p_judged.next_state, p_judged.channel,
        left(p_judged.reason, 1024), jsonb_build_object('generation', p_generation));
end
$$;
comment on function adcp.note_question(adcp.judgement, integer) is 'Tells people of a further question that leaves the operation in the state it was in.';

create or replace function adcp.take_back(p_question adcp.continuations, p_error_code text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if p_error_code = 'ANSWER_REFUSED' then
        update adcp.continuations c
        set state = 'open', answer = null, answer_hash = null, frozen = null, message_id = null, answered_at = null, dispatched_at = null
        where c.tenant_id = p_question.tenant_id and c.operation_id = p_question.operation_id and c.generation = p_question.generation;
        update adcp.operations o
        set attention = coalesce(o.attention, p_question.pause)
        where o.tenant_id = p_question.tenant_id and o.id = p_question.operation_id;
    else
        update adcp.continuations c
        set state = 'answered', dispatched_at = null
        where c.tenant_id = p_question.tenant_id and c.operation_id = p_question.operation_id and c.generation = p_question.generation;
    end if;
end
$$;
comment on function adcp.take_back(adcp.continuations, text) is
    'An answer that certainly had no effect: sent again later, or, where the seller refused it as it is (ANSWER_REFUSED), asked for anew.';
