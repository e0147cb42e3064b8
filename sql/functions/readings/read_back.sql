-- Reading back: a look at what the seller has, where its answer did not say, or was lost for good (AdCP idempotency, natural-key check).

create or replace function adcp.all_buys_request(p_account jsonb, p_cursor text)
returns jsonb
language sql
immutable
parallel safe
-- Without the filter a seller shows active buys only.
return jsonb_strip_nulls(jsonb_build_object(
    'account', p_account,
    'status_filter', jsonb_build_array('pending_creatives', 'pending_start', 'active', 'paused', 'completed', 'rejected', 'canceled'),
    'pagination', jsonb_build_object('max_results', 100, 'cursor', p_cursor)));
comment on function adcp.all_buys_request(jsonb, text) is 'The arguments of get_media_buys for a page of all buys, whatever became of them.';

create or replace function adcp.read_back(p_tenant uuid, p_operation uuid, p_cursor text default null)
returns uuid
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_target record;
    v_look uuid;
begin
    select o.agent_id, c.reference as account into v_target
    from adcp.operations o
    join adcp.task_policies t on t.task_type = o.task_type and t.read_back_task = 'get_media_buys'
    left join adcp.accounts c on c.tenant_id = o.tenant_id and c.id = o.account_id
    where o.tenant_id = p_tenant and o.id = p_operation;
    if not found then
        return null;
    end if;
    -- One look at a time.
    select l.operation_id into v_look
    from adcp.operation_links l
    join adcp.operations o on o.tenant_id = l.tenant_id and o.id = l.operation_id
    where l.tenant_id = p_tenant and l.target_id = p_operation and l.kind = 'reads_back' and o.settled_at is null
    limit 1;
    if found then
        return v_look;
    end if;
    v_look := adcp.add_operation(p_tenant, v_target.agent_id, 'get_media_buys', adcp.all_buys_request(v_target.account, p_cursor));
    insert into adcp.operation_links (tenant_id, operation_id, kind, target_id)
    values (p_tenant, v_look, 'reads_back', p_operation);
    return v_look;
end
$$;
comment on function adcp.read_back(uuid, uuid, text) is
    'Submits a look at the seller''s buys for what an operation made; returns the operation that looks, or null where no task could tell.';

create or replace function adcp.take_media_buys(p_tenant uuid, p_look uuid)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_look record;
    v_buy jsonb;
    v_operation uuid;
    v_is_found boolean := false;
begin
    select o.agent_id, o.account_id, s.value, l.target_id into v_look
    from adcp.operations o
    join adcp.settlements s on s.tenant_id = o.tenant_id and s.operation_id = o.id
    left join adcp.operation_links l on l.tenant_id = o.tenant_id and l.operation_id = o.id and l.kind = 'reads_back'
    where o.tenant_id = p_tenant and o.id = p_look;
    for v_buy in
        select b.buy
        from jsonb_array_elements(
            case when jsonb_typeof(v_look.value -> 'media_buys') = 'array' then v_look.value -> 'media_buys' else '[]' end) as b (buy)
        where length(b.buy ->> 'media_buy_id') between 1 and 512
    loop
        update adcp.media_buys m
        set status = left(v_buy ->> 'status', 64), confirmed_at = coalesce(adcp_report.read_time(v_buy ->> 'confirmed_at'), m.confirmed_at),
            revision = case when v_buy ->> 'revision' ~ '^[0-9]{1,18}$' then (v_buy ->> 'revision')::bigint else m.revision end,
            creative_deadline = coalesce(adcp_report.read_time(v_buy ->> 'creative_deadline'), m.creative_deadline), read_at = now(),
            next_read_at = case
                when adcp_report.read_time(v_buy ->> 'confirmed_at') is null and v_buy ->> 'status' not in ('canceled', 'rejected', 'completed')
                then m.next_read_at end
        where m.tenant_id = p_tenant and m.agent_id = v_look.agent_id and m.media_buy_id = v_buy ->> 'media_buy_id';
        -- Our own name for it comes back in the context that it was bought with.
        if v_buy -> 'context' ->> 'operation_id' ~ '^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$' then
            v_operation := (v_buy -> 'context' ->> 'operation_id')::uuid;
            if adcp.recognise_buy(p_tenant, v_look.agent_id, v_operation, v_buy) and v_operation = v_look.target_id then
                v_is_found := true;
            end if;
        end if;
    end loop;
    if v_look.target_id is null or v_is_found then
        return;
    end if;
    if v_look.value -> 'pagination' -> 'has_more' = 'true' and length(v_look.value -> 'pagination' ->> 'cursor') between 1 and 4096 then
        perform adcp.read_back(p_tenant, v_look.target_id, v_look.value -> 'pagination' ->> 'cursor');
    else
        perform adcp.miss_buy(p_tenant, v_look.target_id);
    end if;
end
$$;
comment on function adcp.take_media_buys(uuid, uuid) is
    'Takes what a get_media_buys said: news of known buys, and the buys that operations made whose answers were lost.';

create or replace function adcp.recognise_buy(p_tenant uuid, p_agent uuid, p_operation uuid, p_buy jsonb)
returns boolean
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_operation record;
    v_value jsonb;
begin
    select o.state, o.uncertain_since, o.account_id, o.task_id, o.attention into v_operation
    from adcp.operations o
    join adcp.task_policies t on t.task_type = o.task_type and t.natural_key is not null
    where o.tenant_id = p_tenant and o.id = p_operation and o.agent_id = p_agent;
    if not found then
        return false;
    end if;
    v_value := jsonb_strip_nulls(jsonb_build_object(
        'media_buy_id', p_buy -> 'media_buy_id', 'media_buy_status', p_buy -> 'status', 'confirmed_at', p_buy -> 'confirmed_at',
        'revision', p_buy -> 'revision', 'creative_deadline', p_buy -> 'creative_deadline', 'packages', p_buy -> 'packages'));
    if v_operation.state = 'completed' then
        update adcp.settlements s
        set value = v_value
        where s.tenant_id = p_tenant and s.operation_id = p_operation and not coalesce(s.value ? 'media_buy_id', false);
        if found then
            perform adcp.conclude_commit(p_tenant, p_operation);
        end if;
    elsif v_operation.state = 'timed_out' or (v_operation.state = 'calling_adcp' and v_operation.uncertain_since is not null)
        or v_operation.attention = 'task_lost'
    then
        -- It was made: the call whose answer never came had been carried out.
        perform adcp_api.observe(
            null, array[p_tenant], array[p_operation], array['reconcile'], array[null::bigint], array['completed'], array[null::text],
            array[null::text], array[null::timestamptz], array['Found among the seller''s buys.'], array[null::text], array[null::integer],
            array[null::bytea], array[v_value], array[null::integer]);
    end if;
    insert into adcp.media_buys
        (tenant_id, agent_id, media_buy_id, operation_id, account_id, status, confirmed_at, revision, creative_deadline, read_at)
    values (
        p_tenant, p_agent, p_buy ->> 'media_buy_id', p_operation, v_operation.account_id, left(p_buy ->> 'status', 64),
        adcp_report.read_time(p_buy ->> 'confirmed_at'),
        case when p_buy ->> 'revision' ~ '^[0-9]{1,18}$' then (p_buy ->> 'revision')::bigint end,
        adcp_report.read_time(p_buy ->> 'creative_deadline'), now())
    on conflict (tenant_id, agent_id, media_buy_id) do nothing;
    return true;
end
$$;
comment on function adcp.recognise_buy(uuid, uuid, uuid, jsonb) is
    'A buy that carries the name of an operation of ours: completes its record, or its outcome where nobody knew it. False when it is nobody''s.';

create or replace function adcp.miss_buy(p_tenant uuid, p_operation uuid)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_state text;
begin
    select o.state into v_state from adcp.operations o where o.tenant_id = p_tenant and o.id = p_operation;
    if v_state = 'completed' then
        perform adcp.conclude_commit(p_tenant, p_operation);
    end if;
    update adcp.operations o
    set reason = 'The seller shows no buy of this operation. It may still be under way there; a person decides whether to submit another.'
    where o.tenant_id = p_tenant and o.id = p_operation and o.attention in ('outcome_unknown', 'task_lost');
end
$$;
comment on function adcp.miss_buy(uuid, uuid) is
    'Nothing was found of what an operation may have made: nothing is concluded from that, and a person sees it.';
