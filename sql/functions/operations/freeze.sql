-- Freeze, then send: the whole request is written down before the first byte leaves (design 5.1, AdCP idempotency).

-- Joined as text: jsonb would take the caller's request apart and put it together again. What is joined is PostgreSQL's own output, or
-- cannot hold a quote; each name appears once, because a submission may not bring ours.

create or replace function adcp.frozen_request(
    p_request jsonb, p_operation uuid, p_idempotency_key uuid, p_adcp_version text, p_push_notification jsonb, p_is_closed boolean default false)
returns text
language plpgsql
stable
parallel safe
as $$
begin
    return case
            -- No request of 3.0 has the member, and some may have none but their own.
            when p_is_closed and p_adcp_version = '3.0' then '{"adcp_major_version": '
            else '{"adcp_version": "' || p_adcp_version || '", "adcp_major_version": ' end || split_part(p_adcp_version, '.', 1)
        || coalesce(', "idempotency_key": "' || p_idempotency_key || '"', '')
        || coalesce(', "push_notification_config": {"operation_id": "' || p_operation || '", ' || right(p_push_notification::text, -1), '')
        || ', "context": ' || case
            when p_request ? 'context' then (p_request -> 'context' || jsonb_build_object('operation_id', p_operation))::text
            else '{"operation_id": "' || p_operation || '"}' end
        || case
            when not p_request ? 'context' and p_request <> '{}' then ', ' || right(p_request::text, -1)
            when p_request - 'context' <> '{}' then ', ' || right((p_request - 'context')::text, -1)
            else '}' end;
end
$$;
comment on function adcp.frozen_request(jsonb, uuid, uuid, text, jsonb, boolean) is
    'The tool arguments as they will be sent: version, key, webhook and our identifier in the echoed context, then the caller''s request.';

create or replace function adcp.with_report_address(p_request jsonb, p_reporting_webhook jsonb)
returns jsonb
language sql
stable
parallel safe
return case
    when p_request ? 'reporting_webhook' and not p_request -> 'reporting_webhook' ? 'url'
    then p_request || jsonb_build_object('reporting_webhook', p_reporting_webhook || (p_request -> 'reporting_webhook'))
    else p_request end;
comment on function adcp.with_report_address(jsonb, jsonb) is
    'A request whose reporting_webhook says what it wants and not where to: completed with the agent''s address for reports.';

create or replace function adcp.freeze_payload(p_tenant uuid, p_operation uuid)
returns text
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_frozen text;
begin
    update adcp.operation_payloads p
    set frozen = adcp.frozen_request(
            adcp.with_report_address(
                case when p.is_governed then adcp.with_plan(p.request, c.plan_id, a.adcp_version) else p.request end, a.reporting_webhook),
            p_operation, case when t.needs_idempotency_key then gen_random_uuid() end, a.adcp_version,
            case when o.has_webhook then a.push_notification end, t.is_closed),
        request = null
    from adcp.operations o
    join adcp.agents a on a.tenant_id = o.tenant_id and a.id = o.agent_id
    join adcp.task_policies t on t.task_type = adcp.policy_name(o.task_type, array(select n.task_type from adcp.task_policies n))
    left join adcp.campaigns c on c.tenant_id = o.tenant_id and c.id = o.campaign_id
    where o.tenant_id = p_tenant and o.id = p_operation
        and p.tenant_id = o.tenant_id and p.operation_id = o.id
        and p.frozen is null and a.adcp_version is not null
    returning p.frozen into v_frozen;
    if not found then
        select p.frozen into v_frozen
        from adcp.operation_payloads p
        where p.tenant_id = p_tenant and p.operation_id = p_operation;
    end if;
    return v_frozen;
end
$$;
comment on function adcp.freeze_payload(uuid, uuid) is
    'Freezes the request of an operation, once, as soon as its agent''s version is known; returns the frozen text, or null before that.';

create or replace function adcp.take_lease(p_tenant uuid, p_operation uuid, p_lease_token bigint)
returns boolean
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    perform from adcp.schedule s
    where s.tenant_id = p_tenant and s.operation_id = p_operation and s.lease_token = p_lease_token
    for no key update;
    return found;
end
$$;
comment on function adcp.take_lease(uuid, uuid, bigint) is 'Locks a claimed step for this transaction; false when its lease is no longer held.';

create or replace function adcp_api.prepare_request(p_tenant uuid, p_operation uuid, p_lease_token bigint)
returns table (request text, unknown_agent uuid)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_role text;
begin
    if not adcp.take_lease(p_tenant, p_operation, p_lease_token) then
        return;
    end if;
    select c.role into v_role
    from adcp.campaign_operations c
    join adcp.operation_payloads p on p.tenant_id = c.tenant_id and p.operation_id = c.operation_id
    where c.tenant_id = p_tenant and c.operation_id = p_operation and (p.is_governed or c.role = 'check');
    case v_role
        when 'check' then return query select * from adcp.prepare_check(p_tenant, p_operation);
        when 'commit' then return query select g.request, null::uuid from adcp.pass_gate(p_tenant, p_operation) g where g.request is not null;
        else return query select adcp.freeze_payload(p_tenant, p_operation), null::uuid;
    end case;
end
$$;
comment on function adcp_api.prepare_request(uuid, uuid, bigint) is
    'The request of a claimed call that the claim brought empty: frozen now that its agent is known, or let through by governance. No row when the step '
    'is not to be sent: its lease is lost, or the approval ran out and governance is asked again. unknown_agent names another agent that must be asked '
    'what it can first. A null request without one: the agent''s own version is still unknown.';

create or replace function adcp_api.refreeze_request(p_tenant uuid, p_operation uuid, p_lease_token bigint)
returns table (request text)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_frozen text;
    v_is_governed boolean;
begin
    if not adcp.take_lease(p_tenant, p_operation, p_lease_token) then
        return;
    end if;
    -- Once only: a request that was pinned anew already carries the agent's present version.
    update adcp.operation_payloads p
    set frozen = (p.frozen::jsonb || jsonb_strip_nulls(jsonb_build_object(
            'idempotency_key', case when p.frozen::jsonb ? 'idempotency_key' then gen_random_uuid() end,
            'adcp_version', a.adcp_version,
            'adcp_major_version', split_part(a.adcp_version, '.', 1)::integer)))::text
    from adcp.operations o
    join adcp.agents a on a.tenant_id = o.tenant_id and a.id = o.agent_id
    where o.tenant_id = p_tenant and o.id = p_operation and o.uncertain_since is null
        and p.tenant_id = o.tenant_id and p.operation_id = o.id
        and coalesce(p.frozen::jsonb ->> 'adcp_version', '3.0') is distinct from a.adcp_version
    returning p.frozen, p.is_governed into v_frozen, v_is_governed;
    -- What was approved was the request under the old version.
    if v_is_governed then
        perform adcp.check_again(p_tenant, p_operation, 'version');
        return;
    end if;
    return query select v_frozen;
end
$$;
comment on function adcp_api.refreeze_request(uuid, uuid, bigint) is
    'After VERSION_UNSUPPORTED and a fresh look at the agent: pins the request to the agent''s present version under a new idempotency key '
    '(the version is part of what the key covers). Null when nothing changed, or when an earlier call is still without a known outcome. No row when '
    'there is nothing more to send now: the lease is lost, or governance is asked about the new request first.';
