-- An operator's hand on an agent. Every change is written down with who made it; all instances obey it from their next claim on.

create or replace function adcp.record_action(
    p_tenant uuid, p_actor text, p_action text, p_subject text, p_reason text, p_detail jsonb default '{}')
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if coalesce(length(p_actor), 0) not between 1 and 128 then
        perform adcp.refuse_field('actor', 'must have 1 to 128 characters');
    end if;
    if length(p_reason) > 1024 then
        perform adcp.refuse_field('reason', 'is longer than 1024 characters');
    end if;
    insert into adcp.operator_actions (tenant_id, actor, action, subject, reason, detail)
    values (p_tenant, p_actor, p_action, p_subject, p_reason, jsonb_strip_nulls(p_detail));
end
$$;
comment on function adcp.record_action(uuid, text, text, text, text, jsonb) is 'Writes down what somebody did.';

create or replace function adcp.agent_named(p_tenant uuid, p_name text)
returns uuid
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_agent uuid;
begin
    select a.id into v_agent from adcp.agents a where a.tenant_id = p_tenant and a.name = p_name;
    if not found then
        perform adcp.refuse_unknown('agent', p_name);
    end if;
    return v_agent;
end
$$;
comment on function adcp.agent_named(uuid, text) is 'The identifier of an agent; AD011 when the tenant has none such.';

create or replace function adcp_api.pause_agent(p_tenant uuid, p_name text, p_actor text, p_reason text default null)
returns jsonb
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    update adcp.agent_health h
    set paused_at = now()
    where h.tenant_id = p_tenant and h.agent_id = adcp.agent_named(p_tenant, p_name) and h.paused_at is null;
    if found then
        perform adcp.record_action(p_tenant, p_actor, 'agent_paused', p_name, p_reason);
    end if;
    return adcp_api.get_agent(p_tenant, p_name);
end
$$;
comment on function adcp_api.pause_agent(uuid, text, text, text) is
    'Holds back everything for an agent: nothing is claimed any more, calls under way end, webhooks are taken and deadlines pass as ever. Returns the agent; pausing a paused one changes nothing.';

create or replace function adcp_api.resume_agent(p_tenant uuid, p_name text, p_actor text, p_reason text default null)
returns jsonb
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    update adcp.agent_health h
    set paused_at = null
    where h.tenant_id = p_tenant and h.agent_id = adcp.agent_named(p_tenant, p_name) and h.paused_at is not null;
    if found then
        perform adcp.record_action(p_tenant, p_actor, 'agent_resumed', p_name, p_reason);
        perform adcp_api.announce('{}', true);
    end if;
    return adcp_api.get_agent(p_tenant, p_name);
end
$$;
comment on function adcp_api.resume_agent(uuid, text, text, text) is 'Lets the work of a paused agent go on; returns the agent.';

create or replace function adcp_api.limit_agent(
    p_tenant uuid, p_name text, p_most_in_flight integer, p_per_second numeric, p_burst integer, p_actor text, p_reason text default null)
returns jsonb
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_agent constant uuid := adcp.agent_named(p_tenant, p_name);
begin
    if p_most_in_flight not between 1 and 1000 then
        perform adcp.refuse_field('most_in_flight', 'must be 1 to 1000');
    end if;
    if p_per_second not between 0.001 and 10000 then
        perform adcp.refuse_field('per_second', 'must be 0.001 to 10000');
    end if;
    if p_burst not between 1 and 10000 then
        perform adcp.refuse_field('burst', 'must be 1 to 10000');
    end if;
    if p_burst is not null and p_per_second is null then
        perform adcp.refuse_field('burst', 'needs per_second');
    end if;
    if p_most_in_flight is null and p_per_second is null then
        delete from adcp.agent_limits l where l.tenant_id = p_tenant and l.agent_id = v_agent;
    else
        insert into adcp.agent_limits as l (tenant_id, agent_id, most_in_flight, per_second, burst, tokens)
        values (
            p_tenant, v_agent, p_most_in_flight, p_per_second, coalesce(p_burst, greatest(1, ceil(p_per_second)::integer), 1),
            coalesce(p_burst, greatest(1, ceil(p_per_second)::integer), 1))
        on conflict (tenant_id, agent_id) do update
        set most_in_flight = excluded.most_in_flight, per_second = excluded.per_second, burst = excluded.burst,
            tokens = least(l.tokens, excluded.burst), free_at = '-infinity';
    end if;
    perform adcp.record_action(
        p_tenant, p_actor, 'agent_limited', p_name, p_reason,
        jsonb_build_object('most_in_flight', p_most_in_flight, 'per_second', p_per_second, 'burst', p_burst));
    perform adcp_api.announce('{}', true);
    return adcp_api.get_agent(p_tenant, p_name);
end
$$;
comment on function adcp_api.limit_agent(uuid, text, integer, numeric, integer, text, text) is
    'Sets how many steps of an agent may be under way at once and how many a second may go out, over all instances; without either there is no limit. Returns the agent.';
