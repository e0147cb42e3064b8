-- Cancelling: at once while nothing was sent; afterwards AdCP has no way to cancel a task, so it is recorded as an intent, and carried
-- out as soon as there is a media buy to cancel.

create or replace function adcp_api.cancel_operation(p_tenant uuid, p_operation uuid, p_reason text default null)
returns table (outcome text, state text, version integer)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    v_is_held boolean;
    v_operation record;
    v_version integer;
begin
    if length(p_reason) > 1024 then
        perform adcp.refuse_field('reason', 'is longer than 1024 characters');
    end if;
    select s.due_at = 'infinity' into v_is_held
    from adcp.schedule s
    where s.tenant_id = p_tenant and s.operation_id = p_operation
    for no key update;
    select o.* into v_operation
    from adcp.operations o
    where o.tenant_id = p_tenant and o.id = p_operation
    for no key update;
    if not found then
        perform adcp.refuse_unknown('operation', p_operation::text);
    end if;
    if v_operation.settled_at is not null then
        if v_operation.state <> 'completed' or not adcp.is_cancelable_purchase(p_tenant, p_operation) then
            raise exception 'the operation is settled: %', v_operation.state
                using errcode = 'AD013', column = 'operation',
                    detail = format('It was %s at %s.', v_operation.state, v_operation.settled_at),
                    hint = 'Only a media buy can be canceled after it was made.';
        end if;
    elsif v_operation.state = 'requested' or (v_is_held and v_operation.uncertain_since is null) then
        perform adcp.settle_unsent(
            p_tenant, p_operation, 'canceled', 'operator', coalesce(p_reason, 'withdrawn before it was sent'), p_was_asked => true);
        select o.version into v_version from adcp.operations o where o.tenant_id = p_tenant and o.id = p_operation;
        if v_operation.campaign_id is not null then
            perform adcp.follow_moves(array[p_tenant], array[p_operation]);
        end if;
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
    if v_operation.state = 'completed' then
        perform adcp.cancel_purchase(p_tenant, p_operation, p_reason);
    end if;
    return query select 'requested', v_operation.state, coalesce(v_version, v_operation.version);
end
$$;
comment on function adcp_api.cancel_operation(uuid, uuid, text) is
    'Cancels an operation that was not sent yet (outcome canceled); of one that was, records that it is wanted (outcome requested): as soon as it has made '
    'a media buy, that is canceled. A settled one that made none is refused (AD013).';

create or replace function adcp.is_cancelable_purchase(p_tenant uuid, p_operation uuid)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select exists (
        select from adcp.operations o
        join adcp.settlements s on s.tenant_id = o.tenant_id and s.operation_id = o.id
        where o.tenant_id = p_tenant and o.id = p_operation and o.task_type in ('create_media_buy', 'buy_products', 'accept_proposal')
            and s.outcome = 'completed' and jsonb_typeof(s.value -> 'media_buy_id') = 'string'
            and coalesce(s.value ->> 'media_buy_status', '') not in ('canceled', 'rejected', 'completed'));
$$;
comment on function adcp.is_cancelable_purchase(uuid, uuid) is 'Whether an operation made a media buy that may still be canceled.';

create or replace function adcp.cancel_purchase(p_tenant uuid, p_operation uuid, p_reason text)
returns uuid
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_buy record;
    v_cancel uuid;
begin
    -- One try at a time, and none after one that went through.
    select l.operation_id into v_cancel
    from adcp.operation_links l
    join adcp.operations o on o.tenant_id = l.tenant_id and o.id = l.operation_id
    where l.tenant_id = p_tenant and l.target_id = p_operation and l.kind = 'cancels' and o.state not in ('failed', 'rejected', 'canceled')
    limit 1;
    if found or not adcp.is_cancelable_purchase(p_tenant, p_operation) then
        return v_cancel;
    end if;
    select o.agent_id, c.reference as account, s.value ->> 'media_buy_id' as media_buy_id, s.value -> 'revision' as revision,
        coalesce(a.capabilities -> 'media_buy' -> 'lifecycle_tools' ? 'control_media_buy', false)
            and jsonb_typeof(s.value -> 'revision') = 'number' as is_controlled
        into v_buy
    from adcp.operations o
    join adcp.settlements s on s.tenant_id = o.tenant_id and s.operation_id = o.id
    join adcp.agents a on a.tenant_id = o.tenant_id and a.id = o.agent_id
    left join adcp.accounts c on c.tenant_id = o.tenant_id and c.id = o.account_id
    where o.tenant_id = p_tenant and o.id = p_operation;
    v_cancel := adcp.add_operation(
        p_tenant, v_buy.agent_id, case when v_buy.is_controlled then 'control_media_buy' else 'update_media_buy' end,
        jsonb_strip_nulls(jsonb_build_object(
            'account', v_buy.account, 'media_buy_id', v_buy.media_buy_id, 'canceled', true, 'cancellation_reason', left(p_reason, 500),
            'revision', case when v_buy.is_controlled then v_buy.revision end)));
    insert into adcp.operation_links (tenant_id, operation_id, kind, target_id)
    values (p_tenant, v_cancel, 'cancels', p_operation);
    return v_cancel;
end
$$;
comment on function adcp.cancel_purchase(uuid, uuid, text) is
    'Submits the cancellation of the media buy that an operation made; returns the operation that cancels, or null where there is nothing to cancel. '
    'Needs no approval: it commits no money (C §8.2).';

create or replace function adcp.cancellation_document(p_operation adcp.operations)
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select jsonb_strip_nulls(jsonb_build_object(
        'requested_at', p_operation.cancel_requested_at, 'operation', c.id,
        'state', case
            when p_operation.state in ('canceled', 'failed', 'rejected') or c.state = 'completed' then 'accepted'
            when c.state in ('failed', 'rejected', 'canceled') then 'too_late'
            when c.state = 'timed_out' or c.attention = 'outcome_unknown' or p_operation.state = 'timed_out' then 'unknown'
            when p_operation.state = 'completed' and c.id is null then 'too_late'
            else 'requested' end))
    from (select) one
    left join lateral (
        select o.id, o.state, o.attention
        from adcp.operation_links l
        join adcp.operations o on o.tenant_id = l.tenant_id and o.id = l.operation_id
        where l.tenant_id = p_operation.tenant_id and l.target_id = p_operation.id and l.kind = 'cancels'
        order by o.id desc
        limit 1) c on true;
$$;
comment on function adcp.cancellation_document(adcp.operations) is
    'What became of the wish to cancel an operation: requested; accepted (nothing is bought, or what was bought is canceled); too_late (the seller refused); '
    'unknown (nobody knows yet).';

create or replace function adcp_api.cancel_campaign(p_tenant uuid, p_campaign uuid, p_reason text default null)
returns jsonb
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_operation uuid;
begin
    for v_operation in
        select c.operation_id
        from adcp.campaign_operations c
        join adcp.operations o on o.tenant_id = c.tenant_id and o.id = c.operation_id
        where c.tenant_id = p_tenant and c.campaign_id = p_campaign and c.role = 'commit'
            and (o.settled_at is null or adcp.is_cancelable_purchase(o.tenant_id, o.id))
        order by c.operation_id
    loop
        perform adcp_api.cancel_operation(p_tenant, v_operation, p_reason);
    end loop;
    return adcp_api.get_campaign(p_tenant, p_campaign);
end
$$;
comment on function adcp_api.cancel_campaign(uuid, uuid, text) is
    'Cancels every buy of a campaign: at once what was not sent, and what was as far as its seller lets it; returns the campaign.';
