-- What names a purchase beyond our own keys (the design guide's po_number): a second one of that name is not bought while the first may be.

create or replace function adcp.live_natural_key(p_tenant uuid, p_agent uuid, p_task_type text, p_request jsonb, p_operation uuid)
returns uuid
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_value text;
    v_holder uuid;
    v_state text;
begin
    select p_request ->> t.natural_key into v_value
    from adcp.task_policies t
    where t.task_type = p_task_type and jsonb_typeof(p_request -> t.natural_key) = 'string';
    if coalesce(v_value, '') = '' then
        return null;
    end if;
    if length(v_value) > 255 then
        perform adcp.refuse_field(
            'request.' || (select t.natural_key from adcp.task_policies t where t.task_type = p_task_type), 'is longer than 255 characters');
    end if;
    insert into adcp.natural_keys (tenant_id, agent_id, task_type, value, operation_id)
    values (p_tenant, p_agent, p_task_type, v_value, p_operation)
    on conflict do nothing;
    -- A statement of its own, which sees what the other asker has committed meanwhile.
    select k.operation_id into v_holder
    from adcp.natural_keys k
    where k.tenant_id = p_tenant and k.agent_id = p_agent and k.task_type = p_task_type and k.value = v_value
    for no key update;
    if v_holder = p_operation then
        return null;
    end if;
    select o.state into v_state from adcp.operations o where o.tenant_id = p_tenant and o.id = v_holder;
    if v_state is null or v_state not in ('failed', 'canceled', 'rejected') then
        return v_holder;
    end if;
    update adcp.natural_keys k
    set operation_id = p_operation
    where k.tenant_id = p_tenant and k.agent_id = p_agent and k.task_type = p_task_type and k.value = v_value;
    return null;
end
$$;
comment on function adcp.live_natural_key(uuid, uuid, text, jsonb, uuid) is
    'Gives an operation the name of its purchase; returns the operation that has it already and did not fail, so that this one is not made.';

create or replace function adcp.claim_natural_key(p_tenant uuid, p_agent uuid, p_task_type text, p_request jsonb, p_operation uuid)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_holder constant uuid := adcp.live_natural_key(p_tenant, p_agent, p_task_type, p_request, p_operation);
    v_key text;
begin
    if v_holder is null then
        return;
    end if;
    select t.natural_key into v_key from adcp.task_policies t where t.task_type = p_task_type;
    raise exception 'request.%: is in use by operation %', v_key, v_holder
        using errcode = 'AD012', column = 'request.' || v_key,
            detail = format('Operation %s buys, or bought, under that name.', v_holder),
            hint = 'Look at that operation; use a new name for a new purchase.';
end
$$;
comment on function adcp.claim_natural_key(uuid, uuid, text, jsonb, uuid) is 'Gives an operation the name of its purchase, or raises AD012 that names the operation that has it.';
