-- What agents say of themselves (get_adcp_capabilities).

create or replace function adcp_api.record_capabilities(
    p_tenant uuid, p_agent uuid, p_adcp_version text, p_supported_versions text[], p_idempotency_supported boolean,
    p_replay_ttl_seconds integer, p_poll_tool text, p_list_tool text, p_capabilities jsonb)
returns integer
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_revision integer;
begin
    update adcp.agents a
    set adcp_version = p_adcp_version, supported_versions = p_supported_versions,
        idempotency_supported = p_idempotency_supported and p_replay_ttl_seconds is not null,
        replay_ttl = make_interval(secs => p_replay_ttl_seconds), poll_tool = p_poll_tool, list_tool = p_list_tool,
        capabilities = p_capabilities, capabilities_at = now(), revision = a.revision + 1
    where a.tenant_id = p_tenant and a.id = p_agent
    returning a.revision into v_revision;
    if found then
        perform adcp.see_capability_change(p_tenant, p_agent, adcp.capabilities_version(p_capabilities));
        perform adcp.subscribe_to_capabilities(p_tenant, p_agent);
    end if;
    return v_revision;
end
$$;
comment on function adcp_api.record_capabilities(uuid, uuid, text, text[], boolean, integer, text, text, jsonb) is
    'Keeps what an agent said of itself, and asks it to tell when that changes, where it can; returns its new revision, or null for an unknown agent.';

create or replace function adcp.capabilities_lifetime(p_capabilities jsonb)
returns interval
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select make_interval(secs => least(greatest(
        coalesce(adcp.number_of(p_capabilities #> '{adcp,capability_changes,cache_ttl_seconds}'), 86400), 300), 604800)::float8);
$$;
comment on function adcp.capabilities_lifetime(jsonb) is 'How long what an agent said of itself is believed: as it says, five minutes to a week; else a day.';

create or replace function adcp.capabilities_version(p_capabilities jsonb)
returns text
language sql
immutable
parallel safe
return case when length(p_capabilities #>> '{adcp,capability_changes,capabilities_version}') between 1 and 255
    and jsonb_typeof(p_capabilities #> '{adcp,capability_changes,capabilities_version}') = 'string'
    then p_capabilities #>> '{adcp,capability_changes,capabilities_version}' end;
comment on function adcp.capabilities_version(jsonb) is 'The version that an agent gives to what it said of itself (AdCP 3.2): opaque; null where it gives none.';
