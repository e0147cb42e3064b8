-- The doors that agents were given to call back.

create or replace function adcp_api.webhook_route(p_tenant uuid, p_route uuid)
returns table (agent_id uuid, agent text, mode text, adcp_version text, protocol text)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
    return query
    select r.agent_id, a.name, r.mode, a.adcp_version, a.protocol
    from adcp.webhook_routes r
    join adcp.agents a on a.tenant_id = r.tenant_id and a.id = r.agent_id
    where r.tenant_id = p_tenant and r.id = p_route and r.retired_at is null;
end
$$;
comment on function adcp_api.webhook_route(uuid, uuid) is
    'Who may call an address, how it must prove itself, which AdCP release and which transport it speaks; no row for an unknown address.';

create or replace function adcp_api.webhook_operation(p_tenant uuid, p_route uuid, p_operation_id text, p_task_id text)
returns table (operation_id uuid, task_type text)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
    return query
    select o.id, o.task_type
    from adcp.webhook_routes r
    join adcp.operations o on o.tenant_id = r.tenant_id
        and o.id = adcp.operation_of(r.tenant_id, r.agent_id, p_operation_id, p_task_id)
    where r.tenant_id = p_tenant and r.id = p_route and r.retired_at is null;
end
$$;
comment on function adcp_api.webhook_operation(uuid, uuid, text, text) is
    'The operation that a webhook to an address speaks of, and its AdCP task, for forms that do not name it (A2A); no row where there is none yet.';

create or replace function adcp_api.refuse_webhook(
    p_tenant uuid, p_route uuid, p_code text, p_reason text default null, p_body text default null)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_agent uuid;
begin
    select r.agent_id into v_agent from adcp.webhook_routes r where r.tenant_id = p_tenant and r.id = p_route;
    if not found then
        return;
    end if;
    if p_body is not null then
        insert into adcp.webhook_deliveries (tenant_id, id, agent_id, route_id, idempotency_key, reason, error_code, refusal, body)
        values (p_tenant, adcp.new_id(), v_agent, p_route, '', left(p_reason, 1024), p_code, 'invalid', p_body);
    end if;
    perform adcp.raise_alarm(
        p_tenant, v_agent, 'webhook_refused', p_code, jsonb_build_object('route', p_route, 'reason', left(p_reason, 256)));
end
$$;
comment on function adcp_api.refuse_webhook(uuid, uuid, text, text, text) is
    'Notes that a call of a registered address was refused, which raises an alarm: its sender may lose events. p_body is kept only where the sender has proven itself.';

create or replace function adcp_api.agent_webhook(p_tenant uuid, p_agent text)
returns table (route_id uuid, mode text, url text)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform from adcp.agents a where a.tenant_id = p_tenant and a.name = p_agent;
    if not found then
        perform adcp.refuse_unknown('agent', coalesce(p_agent, '(none)'));
    end if;
    return query
    select r.id, r.mode, a.push_notification ->> 'url'
    from adcp.agents a
    join adcp.webhook_routes r on r.tenant_id = a.tenant_id and r.agent_id = a.id and r.retired_at is null
        and r.id::text = right(a.push_notification ->> 'url', 36)
    where a.tenant_id = p_tenant and a.name = p_agent;
end
$$;
comment on function adcp_api.agent_webhook(uuid, text) is 'The address that an agent is asked to call back; no row where it is not asked to. AD011 for an unknown agent.';
