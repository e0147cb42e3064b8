-- Alarms: raised by whatever finds that a person should look at an agent.

create or replace function adcp.raise_alarm(
    p_tenant uuid, p_agent uuid, p_kind text, p_subject text default '', p_detail jsonb default '{}')
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    -- Looked up first, so that somebody who knocks a thousand times a second makes one write of it and takes no lock for the rest.
    perform from adcp.alarms a
    where a.tenant_id = p_tenant and a.agent_id = p_agent and a.kind = p_kind and a.subject = left(p_subject, 256)
        and a.acknowledged_at is null and a.last_at > clock_timestamp() - interval '1 second';
    if found then
        return;
    end if;
    insert into adcp.alarms as a (tenant_id, agent_id, kind, subject, detail)
    values (p_tenant, p_agent, p_kind, left(p_subject, 256), jsonb_strip_nulls(p_detail))
    on conflict (tenant_id, agent_id, kind, subject) do update
    set detail = excluded.detail, last_at = now(), acknowledged_at = null,
        times = case when a.acknowledged_at is null then a.times + 1 else 1 end,
        first_at = case when a.acknowledged_at is null then a.first_at else now() end;
end
$$;
comment on function adcp.raise_alarm(uuid, uuid, text, text, jsonb) is
    'Tells people of something about an agent. The same again counts up, at most once a second.';
