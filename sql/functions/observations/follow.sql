-- Following: what else is to happen because an operation moved, in the transaction that moved it.

create or replace function adcp.follow_moves(p_tenants uuid[], p_operations uuid[])
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_moved record;
begin
    for v_moved in
        select o.tenant_id, o.id, o.task_type, o.state, o.reason, o.attention, o.cancel_requested_at, c.role, s.attempt, t.natural_key,
            e.value
        from unnest(p_tenants, p_operations) as u (tenant_id, id)
        join adcp.operations o on o.tenant_id = u.tenant_id and o.id = u.id
        left join adcp.task_policies t on t.task_type = o.task_type
        left join adcp.campaign_operations c on c.tenant_id = o.tenant_id and c.operation_id = o.id
        left join adcp.schedule s on s.tenant_id = o.tenant_id and s.operation_id = o.id
        left join adcp.settlements e on e.tenant_id = o.tenant_id and e.operation_id = o.id
        order by o.tenant_id, o.id
    loop
        if v_moved.role = 'check' then
            if v_moved.state in ('completed', 'failed', 'canceled', 'rejected', 'timed_out', 'input_required', 'auth_required') then
                perform adcp.conclude_check(v_moved.tenant_id, v_moved.id, v_moved.state);
            elsif v_moved.state = 'calling_adcp' and v_moved.attempt > 0 then
                perform adcp.tell_unreachable(v_moved.tenant_id, v_moved.id, v_moved.attempt, v_moved.reason);
            end if;
        end if;
        if v_moved.attention in ('outcome_unknown', 'task_lost') and v_moved.natural_key is not null then
            perform adcp.read_back(v_moved.tenant_id, v_moved.id);
        elsif v_moved.task_type = 'get_media_buys' and v_moved.state in ('failed', 'canceled', 'rejected', 'timed_out') then
            -- What was to be found out stays as unknown as it was.
            perform adcp.miss_buy(l.tenant_id, l.target_id)
            from adcp.operation_links l
            where l.tenant_id = v_moved.tenant_id and l.operation_id = v_moved.id and l.kind = 'reads_back';
        elsif v_moved.state = 'completed' then
            perform adcp.follow_completion(
                v_moved.tenant_id, v_moved.id, v_moved.task_type, v_moved.natural_key is not null, v_moved.value);
            if v_moved.cancel_requested_at is not null then
                perform adcp.cancel_purchase(v_moved.tenant_id, v_moved.id, v_moved.reason);
            end if;
        end if;
        if v_moved.task_type in ('list_tasks', 'get_media_buys') and not adcp.is_open(v_moved.state) then
            perform adcp.take_page(v_moved.tenant_id, v_moved.id);
        end if;
        if v_moved.role = 'commit' and adcp.is_settled(v_moved.state) then
            perform adcp.conclude_commit(v_moved.tenant_id, v_moved.id);
        end if;
    end loop;
end
$$;
comment on function adcp.follow_moves(uuid[], uuid[]) is
    'Lets others know that operations moved: releases what waited for them, ends what they make pointless, undoes what was to be canceled, looks where the answer '
    'did not say.';

create or replace function adcp.follow_completion(p_tenant uuid, p_operation uuid, p_task_type text, p_is_purchase boolean, p_value jsonb)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if p_is_purchase then
        if jsonb_typeof(p_value -> 'media_buy_id') is distinct from 'string' then
            -- Old polls tell that it is done and not what it is.
            perform adcp.read_back(p_tenant, p_operation);
        elsif p_value -> 'confirmed_at' = 'null' then
            perform adcp.track_media_buy(p_tenant, p_operation);
        end if;
    elsif p_task_type = 'sync_creatives' then
        perform adcp.track_creatives(p_tenant, p_operation);
    elsif p_task_type = 'get_media_buys' then
        perform adcp.take_media_buys(p_tenant, p_operation);
    elsif p_task_type = 'list_creatives' then
        perform adcp.take_creatives(p_tenant, p_operation);
    end if;
end
$$;
comment on function adcp.follow_completion(uuid, uuid, text, boolean, jsonb) is
    'What a completed task leaves to be watched or tells of what is watched: buys to be confirmed, creatives to be judged.';
