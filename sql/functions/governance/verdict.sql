-- What governance said, and what follows for the commitment it was asked about.

create or replace function adcp.read_verdict(p_value jsonb, p_version text)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    -- 3.0 tells it as status; later releases as verdict, where status is the task's (check-governance-response.json).
    v_word constant text := coalesce(p_value ->> 'verdict', p_value ->> 'status');
    v_is_whole boolean;
begin
    v_is_whole := coalesce(p_value ->> 'check_id', '') <> '' and case v_word
        when 'approved' then
            coalesce(p_value ->> 'governance_context', 'x') ~ '^[ -~]+$' and length(coalesce(p_value ->> 'governance_context', 'x')) <= 4096
            and (not p_value ? 'expires_at' or adcp_report.read_time(p_value ->> 'expires_at') is not null)
            and (adcp.release_of(p_version) < 3002 or p_value ?& array['governance_context', 'expires_at'])
        when 'conditions' then jsonb_typeof(p_value -> 'conditions') is not distinct from 'array'
        when 'denied' then true
        else false
    end;
    return case when v_is_whole then v_word else 'unreadable' end;
end
$$;
comment on function adcp.read_verdict(jsonb, text) is 'The verdict in the answer of check_governance; unreadable where it lacks what its release demands, so that nobody buys on it.';

create or replace function adcp.record_verdict(p_tenant uuid, p_check uuid)
returns adcp.governance_checks
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_answer record;
    v_check adcp.governance_checks;
begin
    select s.value, adcp.read_verdict(s.value, coalesce(p.frozen::jsonb ->> 'adcp_version', '3.0')) as verdict into v_answer
    from adcp.settlements s
    join adcp.operation_payloads p on p.tenant_id = s.tenant_id and p.operation_id = s.operation_id
    where s.tenant_id = p_tenant and s.operation_id = p_check;
    update adcp.governance_checks k
    set verdict = v_answer.verdict, check_id = left(v_answer.value ->> 'check_id', 512),
        explanation = left(v_answer.value ->> 'explanation', 4000), findings = v_answer.value -> 'findings',
        conditions = v_answer.value -> 'conditions', next_consultation = left(v_answer.value ->> 'consultation_context', 4096),
        governance_context = case when v_answer.verdict = 'approved' then v_answer.value ->> 'governance_context' end,
        -- An approval without an end, as 3.0 allows it, serves as long as one may at most.
        expires_at = case when v_answer.verdict = 'approved' then
            coalesce(adcp_report.read_time(v_answer.value ->> 'expires_at'), now() + interval '15 minutes') end,
        decided_at = now()
    where k.tenant_id = p_tenant and k.operation_id = p_check and k.verdict is null
    returning k.* into v_check;
    -- The approval is a secret, and now stands where it is used.
    update adcp.settlements s
    set value = s.value - 'governance_context'
    where s.tenant_id = p_tenant and s.operation_id = p_check and s.value ? 'governance_context';
    return v_check;
end
$$;
comment on function adcp.record_verdict(uuid, uuid) is 'Keeps what a settled check_governance said; all null when it was kept before.';

create or replace function adcp.conclude_check(p_tenant uuid, p_check uuid, p_state text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_check adcp.governance_checks;
    v_commit uuid;
    v_error record;
begin
    select k.commit_operation_id into v_commit
    from adcp.governance_checks k
    where k.tenant_id = p_tenant and k.operation_id = p_check;
    perform from adcp.schedule s where s.tenant_id = p_tenant and s.operation_id = v_commit for no key update;
    if p_state = 'completed' then
        v_check := adcp.record_verdict(p_tenant, p_check);
    end if;
    -- Only the last question counts, and only while its commitment waits for it.
    perform from adcp.governance_checks k
    where k.tenant_id = p_tenant and k.commit_operation_id = v_commit
        and k.round > (select x.round from adcp.governance_checks x where x.tenant_id = p_tenant and x.operation_id = p_check);
    if found then
        return;
    end if;
    perform from adcp.operations o where o.tenant_id = p_tenant and o.id = v_commit and o.settled_at is not null;
    if found then
        -- Canceled meanwhile: what was approved now is reported as not bought.
        if p_state not in ('input_required', 'auth_required') then
            perform adcp.conclude_commit(p_tenant, v_commit);
        end if;
        return;
    end if;
    perform from adcp.schedule s where s.tenant_id = p_tenant and s.operation_id = v_commit and s.due_at = 'infinity';
    if not found then
        return;
    end if;

    if p_state = 'completed' then
        case v_check.verdict
            when 'approved' then perform adcp.release(p_tenant, v_commit);
            when 'denied' then perform adcp.refuse_commit(
                p_tenant, v_commit, v_check.explanation, 'GOVERNANCE_DENIED', jsonb_build_array(jsonb_strip_nulls(jsonb_build_object(
                    'code', 'GOVERNANCE_DENIED', 'message', coalesce(v_check.explanation, 'Governance denied it.'), 'recovery', 'correctable',
                    'details', jsonb_build_object('check_id', v_check.check_id, 'findings', v_check.findings)))));
            when 'conditions' then perform adcp.meet_conditions(p_tenant, v_commit);
            else perform adcp.call_for_attention(
                p_tenant, v_commit, 'governance_unreadable', 'The governance agent''s answer is no verdict that may be acted on.');
        end case;
    elsif p_state = 'timed_out' then
        perform adcp.call_for_attention(p_tenant, v_commit, 'governance_unreachable', 'The governance agent gave no verdict in time.');
    elsif p_state in ('input_required', 'auth_required') then
        perform adcp.call_for_attention(p_tenant, v_commit, 'governance_' || p_state, 'The governance agent waits for an answer.');
    else
        select s.error_code, s.value -> 'errors' as errors, o.reason into v_error
        from adcp.settlements s
        join adcp.operations o on o.tenant_id = s.tenant_id and o.id = s.operation_id
        where s.tenant_id = p_tenant and s.operation_id = p_check;
        perform adcp.refuse_commit(
            p_tenant, v_commit, 'The governance check ended as ' || p_state || coalesce(': ' || v_error.reason, '.'), v_error.error_code,
            v_error.errors);
    end if;
end
$$;
comment on function adcp.conclude_check(uuid, uuid, text) is
    'What the end of a question means for its commitment: released, refused, held under conditions, or still held and a person told. Never sent without an approval.';

create or replace function adcp.refuse_commit(p_tenant uuid, p_commit uuid, p_reason text, p_error_code text, p_errors jsonb)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if adcp.settle_unsent(p_tenant, p_commit, 'failed', 'governance', p_reason, p_error_code, p_errors) then
        perform adcp.conclude_commit(p_tenant, p_commit);
    else
        -- An earlier try may have bought it, under an approval that has run out since: only the seller knows.
        update adcp.schedule s
        set step = 'expire', due_at = greatest(now(), o.deadline_at)
        from adcp.operations o
        where s.tenant_id = p_tenant and s.operation_id = p_commit and o.tenant_id = p_tenant and o.id = p_commit;
        perform adcp.call_for_attention(p_tenant, p_commit, 'outcome_unknown', p_reason);
    end if;
end
$$;
comment on function adcp.refuse_commit(uuid, uuid, text, text, jsonb) is 'Ends a commitment that governance does not want; one that may have been made already stays open, and a person is told.';

create or replace function adcp.tell_unreachable(p_tenant uuid, p_check uuid, p_attempts integer, p_reason text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    perform adcp.call_for_attention(
        k.tenant_id, k.commit_operation_id, 'governance_unreachable', 'Governance cannot be asked: ' || coalesce(p_reason, 'no reason given'))
    from adcp.governance_checks k
    join adcp.task_policies t on t.task_type = 'check_governance'
    where k.tenant_id = p_tenant and k.operation_id = p_check and k.verdict is null and p_attempts >= t.attempts_in_series;
end
$$;
comment on function adcp.tell_unreachable(uuid, uuid, integer, text) is 'After a whole series of tries without an answer a person is told; the tries go on.';
