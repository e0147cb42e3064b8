-- Operations that the database makes itself: those of a campaign, and those that follow from others. Rare beside what callers submit, so
-- that each announces itself, within its transaction.

create or replace function adcp.add_operation(
    p_tenant uuid, p_agent uuid, p_task_type text, p_request jsonb, p_campaign uuid default null, p_is_held boolean default false,
    p_is_governed boolean default false, p_webhook boolean default true)
returns uuid
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_id constant uuid := adcp.new_id();
    v_agent record;
    v_account uuid;
begin
    select a.adcp_version, t.deadline,
        p_webhook and t.accepts_webhook and a.push_notification is not null
            -- Its secret would be part of what governance is shown.
            and not (p_is_governed and a.push_notification ? 'authentication') as has_webhook
        into v_agent
    from adcp.agents a
    join adcp.task_policies t on t.task_type = adcp.policy_name(p_task_type, array(select n.task_type from adcp.task_policies n))
    where a.tenant_id = p_tenant and a.id = p_agent;
    if p_request ? 'account' then
        insert into adcp.accounts (tenant_id, agent_id, reference)
        values (p_tenant, p_agent, p_request -> 'account')
        on conflict (tenant_id, agent_id, reference) do update set reference = excluded.reference
        returning id into v_account;
    end if;
    insert into adcp.schedule (tenant_id, operation_id, agent_id, step, due_at)
    values (p_tenant, v_id, p_agent, 'call', case when p_is_held then 'infinity' else now() end);
    insert into adcp.operation_payloads (tenant_id, operation_id, request, is_governed)
    values (p_tenant, v_id, p_request, p_is_governed);
    insert into adcp.operations (tenant_id, id, agent_id, account_id, campaign_id, task_type, has_webhook, deadline_at)
    values (
        p_tenant, v_id, p_agent, v_account, p_campaign, p_task_type, v_agent.has_webhook,
        case when p_is_held then 'infinity' else now() + v_agent.deadline end);
    perform adcp_api.announce('{}', not p_is_held);
    return v_id;
end
$$;
comment on function adcp.add_operation(uuid, uuid, text, jsonb, uuid, boolean, boolean, boolean) is
    'Records an operation and its first step; held: not before another operation releases it, and no deadline runs until then.';

create or replace function adcp.release(p_tenant uuid, p_operation uuid, p_request jsonb default null)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    update adcp.schedule s
    set due_at = now(), attempt = 0
    where s.tenant_id = p_tenant and s.operation_id = p_operation and s.due_at = 'infinity';
    if not found then
        return;
    end if;
    update adcp.operations o
    set deadline_at = now() + t.deadline, attention = null
    from adcp.task_policies t
    where o.tenant_id = p_tenant and o.id = p_operation
        and t.task_type = adcp.policy_name(o.task_type, array(select n.task_type from adcp.task_policies n));
    update adcp.operation_payloads p
    set request = p_request
    where p.tenant_id = p_tenant and p.operation_id = p_operation and p.frozen is null and p_request is not null;
    perform adcp_api.announce(array[p_operation], true);
end
$$;
comment on function adcp.release(uuid, uuid, jsonb) is 'Lets a held operation go, with the request that only now can be written.';

create or replace function adcp.settle_unsent(
    p_tenant uuid, p_operation uuid, p_state text, p_channel text, p_reason text, p_error_code text default null, p_errors jsonb default null,
    p_was_asked boolean default false)
returns boolean
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_agent uuid;
begin
    delete from adcp.schedule s
    where s.tenant_id = p_tenant and s.operation_id = p_operation
        and exists (
            select from adcp.operations o
            where o.tenant_id = s.tenant_id and o.id = s.operation_id and o.state in ('requested', 'calling_adcp')
                and o.uncertain_since is null)
    returning s.agent_id into v_agent;
    if not found then
        return false;
    end if;
    insert into adcp.settlements (tenant_id, operation_id, agent_id, outcome, channel, value, error_code)
    values (
        p_tenant, p_operation, v_agent, p_state, p_channel,
        case when p_errors is not null then jsonb_build_object('errors', p_errors) end, p_error_code);
    update adcp.operations o
    set state = p_state, channel = p_channel, reason = left(p_reason, 1024), attention = null, settled_at = now(),
        cancel_requested_at = case when p_was_asked then now() else o.cancel_requested_at end
    where o.tenant_id = p_tenant and o.id = p_operation;
    perform adcp_api.announce(array[p_operation], false);
    return true;
end
$$;
comment on function adcp.settle_unsent(uuid, uuid, text, text, text, text, jsonb, boolean) is
    'Ends an operation that certainly bought nothing, by our own decision (failed or canceled), p_was_asked where somebody wished it; false when it may have.';

create or replace function adcp.call_for_attention(p_tenant uuid, p_operation uuid, p_attention text, p_reason text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_changed record;
begin
    update adcp.operations o
    set attention = p_attention, reason = coalesce(left(p_reason, 1024), o.reason)
    where o.tenant_id = p_tenant and o.id = p_operation and o.settled_at is null and o.attention is distinct from p_attention
    returning o.version, o.state into v_changed;
    if found then
        insert into adcp.operation_events
            (tenant_id, operation_id, sequence, occurred_at, kind, from_state, to_state, channel, reason, detail)
        values (
            p_tenant, p_operation, v_changed.version, now(), 'attention', v_changed.state, v_changed.state, 'governance',
            left(p_reason, 1024), jsonb_build_object('attention', p_attention));
        perform adcp_api.announce(array[p_operation], false);
    end if;
end
$$;
comment on function adcp.call_for_attention(uuid, uuid, text, text) is 'Marks an open operation as one that a person should look at, and why; noted in its history once.';
