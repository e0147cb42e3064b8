-- Freeze, then send: the whole request is written down before the first byte leaves (design 5.1, AdCP idempotency).

-- Joined as text: jsonb would take the caller's request apart and put it together again. What is joined is PostgreSQL's own output, or
-- cannot hold a quote; each name appears once, because a submission may not bring ours.

create or replace function adcp.frozen_request(
    p_request jsonb, p_operation uuid, p_idempotency_key uuid, p_adcp_version text, p_push_notification jsonb)
returns text
language sql
stable
parallel safe
return '{"adcp_version": "' || p_adcp_version || '", "adcp_major_version": ' || split_part(p_adcp_version, '.', 1)
    || coalesce(', "idempotency_key": "' || p_idempotency_key || '"', '')
    || coalesce(', "push_notification_config": {"operation_id": "' || p_operation || '", ' || right(p_push_notification::text, -1), '')
    || ', "context": ' || case
        when p_request ? 'context' then (p_request -> 'context' || jsonb_build_object('operation_id', p_operation))::text
        else '{"operation_id": "' || p_operation || '"}' end
    || case
        when not p_request ? 'context' and p_request <> '{}' then ', ' || right(p_request::text, -1)
        when p_request - 'context' <> '{}' then ', ' || right((p_request - 'context')::text, -1)
        else '}' end;
comment on function adcp.frozen_request(jsonb, uuid, uuid, text, jsonb) is
    'The tool arguments as they will be sent: version, key, webhook and our identifier in the echoed context, then the caller''s request.';

create or replace function adcp.with_report_address(p_request jsonb, p_reporting_webhook jsonb)
returns jsonb
language sql
immutable
parallel safe
return case
    when p_request ? 'reporting_webhook' and not p_request -> 'reporting_webhook' ? 'url'
    then p_request || jsonb_build_object('reporting_webhook', p_reporting_webhook || (p_request -> 'reporting_webhook'))
    else p_request end;
comment on function adcp.with_report_address(jsonb, jsonb) is
    'A request whose reporting_webhook says what it wants and not where to: completed with the agent''s address for reports.';

create or replace function adcp_api.freeze_request(p_tenant uuid, p_operation uuid, p_lease_token bigint)
returns text
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_frozen text;
begin
    perform from adcp.schedule s
    where s.tenant_id = p_tenant and s.operation_id = p_operation and s.lease_token = p_lease_token
    for no key update;
    if not found then
        return null;
    end if;
    update adcp.operation_payloads p
    set frozen = adcp.frozen_request(
            adcp.with_report_address(p.request, a.reporting_webhook), p_operation,
            case when t.needs_idempotency_key then gen_random_uuid() end,
            a.adcp_version,
            case when o.has_webhook then a.push_notification end),
        request = null
    from adcp.operations o
    join adcp.agents a on a.tenant_id = o.tenant_id and a.id = o.agent_id
    join adcp.task_policies t on t.task_type = adcp.policy_name(o.task_type, array(select n.task_type from adcp.task_policies n))
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
comment on function adcp_api.freeze_request(uuid, uuid, bigint) is
    'Freezes the request of an operation whose agent was not known well enough when it was submitted; returns the frozen text, '
    'or null when the lease is no longer held or the agent''s version is still unknown.';

create or replace function adcp_api.refreeze_request(p_tenant uuid, p_operation uuid, p_lease_token bigint)
returns text
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_frozen text;
begin
    perform from adcp.schedule s
    where s.tenant_id = p_tenant and s.operation_id = p_operation and s.lease_token = p_lease_token
    for no key update;
    if not found then
        return null;
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
        and p.frozen::jsonb ->> 'adcp_version' is distinct from a.adcp_version
    returning p.frozen into v_frozen;
    return v_frozen;
end
$$;
comment on function adcp_api.refreeze_request(uuid, uuid, bigint) is
    'After VERSION_UNSUPPORTED and a fresh look at the agent: pins the request to the agent''s present version under a new idempotency key '
    '(the version is part of what the key covers). Null when nothing changed, or when an earlier call is still without a known outcome.';
