-- Cancelling: at once while nothing was sent; afterwards AdCP has no way to cancel a task, so it is recorded as an intent.

create or replace function adcp_api.cancel_operation(p_tenant uuid, p_operation uuid, p_reason text default null)
returns table (outcome text, state text, version integer)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    v_operation record;
    v_version integer;
begin
    if length(p_reason) > 1024 then
        perform adcp.refuse_field('reason', 'is longer than 1024 characters');
    end if;
    perform from adcp.schedule s where s.tenant_id = p_tenant and s.operation_id = p_operation for no key update;
    select o.* into v_operation
    from adcp.operations o
    where o.tenant_id = p_tenant and o.id = p_operation
    for no key update;
    if not found then
        perform adcp.refuse_unknown('operation', p_operation::text);
    end if;
    if v_operation.settled_at is not null then
        raise exception 'the operation is settled: %', v_operation.state
            using errcode = 'AD013', column = 'operation',
                detail = format('It was %s at %s.', v_operation.state, v_operation.settled_at),
                hint = 'To undo a completed media buy, submit an update_media_buy that cancels it.';
    end if;
    if v_operation.state = 'requested' then
        delete from adcp.schedule s where s.tenant_id = p_tenant and s.operation_id = p_operation;
        insert into adcp.settlements (tenant_id, operation_id, agent_id, outcome, channel)
        values (p_tenant, p_operation, v_operation.agent_id, 'canceled', 'operator');
        update adcp.operations o
        set state = 'canceled', channel = 'operator', reason = coalesce(p_reason, 'withdrawn before it was sent'),
            cancel_requested_at = now(), settled_at = now()
        where o.tenant_id = p_tenant and o.id = p_operation
        returning o.version into v_version;
        return query select 'canceled', 'canceled', v_version;
        return;
    end if;
    if v_operation.cancel_requested_at is null then
        update adcp.operations o
        set cancel_requested_at = now()
        where o.tenant_id = p_tenant and o.id = p_operation
        returning o.version into v_version;
        insert into adcp.operation_events
            (tenant_id, operation_id, sequence, occurred_at, kind, from_state, to_state, channel, reason)
        values (p_tenant, p_operation, v_version, now(), 'cancel_requested', v_operation.state, v_operation.state, 'operator', p_reason);
    end if;
    return query select 'requested', v_operation.state, coalesce(v_version, v_operation.version);
end
$$;
comment on function adcp_api.cancel_operation(uuid, uuid, text) is
    'Cancels an operation that was not sent yet (outcome canceled); of one that was, records that it is wanted (outcome requested): the seller decides. '
    'A settled one is refused (AD013).';
