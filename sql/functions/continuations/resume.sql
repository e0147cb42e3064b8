-- Sending an answer: the commitment comes before the first byte.

create or replace function adcp_api.begin_resume(p_tenant uuid, p_operation uuid, p_lease_token bigint)
returns table (generation integer, is_fresh boolean, request text, message_id uuid, native_task text, native_context text)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    v_question adcp.continuations;
begin
    -- A settled operation has no step, so nothing prepared ever leaves after the end (I-27).
    perform from adcp.schedule s
    where s.tenant_id = p_tenant and s.operation_id = p_operation and s.lease_token = p_lease_token and s.step = 'resume'
    for no key update;
    if not found then
        return;
    end if;
    perform from adcp.operations o where o.tenant_id = p_tenant and o.id = p_operation for no key update;
    v_question := adcp.newest_question(p_tenant, p_operation);
    -- Its agent was not to be had until nobody waits any more.
    if v_question.state = 'answered'
        and (select o.deadline_at <= now() from adcp.operations o where o.tenant_id = p_tenant and o.id = p_operation)
    then
        update adcp.schedule s
        set step = 'expire', due_at = clock_timestamp(), lease_token = s.lease_token + 1, leased_by = null, leased_until = null
        where s.tenant_id = p_tenant and s.operation_id = p_operation;
        return;
    end if;
    if v_question.state = 'answered' then
        update adcp.continuations c
        set state = 'dispatched', dispatched_at = clock_timestamp()
        where c.tenant_id = p_tenant and c.operation_id = p_operation and c.generation = v_question.generation;
    end if;
    -- Dispatched before, under a lease that ran out: it may have arrived, and is never sent a second time.
    return query
    select v_question.generation, v_question.state = 'answered', v_question.frozen, v_question.message_id, v_question.native_task,
        v_question.native_context
    where v_question.state in ('answered', 'dispatched');
end
$$;
comment on function adcp_api.begin_resume(uuid, uuid, bigint) is
    'Commits to sending the stored answer of a claimed step: what to send and where. is_fresh is false when an earlier try may have sent it. No row when the '
    'lease is lost, the operation''s deadline has passed, or there is nothing to send.';

create or replace function adcp_api.open_question(p_tenant uuid, p_operation uuid, p_token_hash bytea)
returns jsonb
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_operation adcp.operations;
    v_question adcp.continuations;
begin
    if length(p_token_hash) is distinct from 32 then
        perform adcp.refuse_field('token', 'is not a SHA-256');
    end if;
    select o.* into v_operation from adcp.operations o where o.tenant_id = p_tenant and o.id = p_operation for no key update;
    if not found then
        perform adcp.refuse_unknown('operation', p_operation::text);
    end if;
    v_question := adcp.newest_question(p_tenant, p_operation);
    if v_question.state is distinct from 'open' or v_operation.state not in ('input_required', 'auth_required') then
        perform adcp.refuse_generation(v_question.generation, v_question.generation, 'is not open');
    end if;
    if v_question.transport is not null then
        delete from adcp.continuation_tokens t
        where t.tenant_id = p_tenant and t.operation_id = p_operation and t.generation = v_question.generation
            and (t.expires_at <= now() or t.token_hash <> all (array(
                select n.token_hash
                from adcp.continuation_tokens n
                where n.tenant_id = p_tenant and n.operation_id = p_operation and n.generation = v_question.generation
                order by n.expires_at desc
                limit 15)));
        insert into adcp.continuation_tokens (tenant_id, operation_id, generation, token_hash, expires_at)
        values (p_tenant, p_operation, v_question.generation, p_token_hash, least(v_question.expires_at, now() + interval '1 hour'));
    end if;
    return adcp.question_document(v_operation);
end
$$;
comment on function adcp_api.open_question(uuid, uuid, bytea) is
    'The open question of an operation, for somebody who may answer it: the token with this SHA-256 is good for one answer within the hour, bound to this tenant, '
    'operation, transport and question (I-33). Sixteen may be out at once. AD014 when no question is open.';
