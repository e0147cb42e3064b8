-- Reading alarms, and taking note of them.

create or replace function adcp_api.list_alarms(
    p_tenant uuid, p_agent text default null, p_kind text default null, p_is_acknowledged boolean default false,
    p_limit integer default 100)
returns jsonb
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
as $$
declare
    v_page jsonb;
begin
    if p_limit is null or p_limit not between 1 and 500 then
        perform adcp.refuse_field('limit', 'is not between 1 and 500');
    end if;
    if p_agent is not null then
        perform from adcp.agents a where a.tenant_id = p_tenant and a.name = p_agent;
        if not found then
            perform adcp.refuse_unknown('agent', p_agent);
        end if;
    end if;
    select jsonb_build_object('alarms', coalesce(jsonb_agg(page.document order by page.last_at desc, page.id), '[]'::jsonb)) into v_page
    from (
        select x.id, x.last_at, jsonb_strip_nulls(jsonb_build_object(
                'id', x.id, 'agent', a.name, 'kind', x.kind, 'subject', nullif(x.subject, ''), 'detail', nullif(x.detail, '{}'),
                'times', x.times, 'first_at', x.first_at, 'last_at', x.last_at, 'acknowledged_at', x.acknowledged_at)) as document
        from adcp.alarms x
        join adcp.agents a on a.tenant_id = x.tenant_id and a.id = x.agent_id
        where x.tenant_id = p_tenant
            and (p_agent is null or a.name = p_agent)
            and (p_kind is null or x.kind = p_kind)
            and (p_is_acknowledged is null or p_is_acknowledged = (x.acknowledged_at is not null))
        order by x.last_at desc, x.id
        limit p_limit) page;
    return v_page;
end
$$;
comment on function adcp_api.list_alarms(uuid, text, text, boolean, integer) is
    'Alarms of a tenant, latest first: those that nobody acknowledged yet, or with p_is_acknowledged true those that somebody did, with null all.';

create or replace function adcp_api.acknowledge_alarm(p_tenant uuid, p_alarm uuid)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    update adcp.alarms a
    set acknowledged_at = coalesce(a.acknowledged_at, now())
    where a.tenant_id = p_tenant and a.id = p_alarm;
    if not found then
        perform adcp.refuse_unknown('alarm', p_alarm::text);
    end if;
end
$$;
comment on function adcp_api.acknowledge_alarm(uuid, uuid) is 'A person took note of an alarm: it is listed no more until it is raised again.';
