-- Agents: who is traded with, and what was learnt of them.

create or replace function adcp.webhook_address(p_tenant uuid, p_agent uuid, p_mode text, p_public_url text)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_route uuid;
begin
    select r.id into v_route
    from adcp.webhook_routes r
    where r.tenant_id = p_tenant and r.agent_id = p_agent and r.mode = p_mode and r.retired_at is null
    order by r.created_at desc
    limit 1;
    if not found then
        insert into adcp.webhook_routes (tenant_id, agent_id, mode) values (p_tenant, p_agent, p_mode)
        returning id into v_route;
    end if;
    return jsonb_build_object('url', rtrim(p_public_url, '/') || '/webhooks/' || p_tenant || '/' || v_route)
        || case p_mode
            when 'rfc9421' then '{}'::jsonb
            else jsonb_build_object('authentication', jsonb_build_object(
                'schemes', jsonb_build_array(case p_mode when 'bearer' then 'Bearer' else 'HMAC-SHA256' end),
                'credentials', 'holdfast-webhook-secret:' || v_route))
        end;
end
$$;
comment on function adcp.webhook_address(uuid, uuid, text, text) is
    'Where an agent may call back, and how it proves itself there, as AdCP registers it; the same at every call. Secrets are named, not given.';

create or replace function adcp_api.put_agent(
    p_tenant uuid, p_name text, p_url text, p_credential text default null, p_webhook_mode text default null,
    p_public_url text default null, p_protocol text default 'mcp', p_mcp_revision text default null)
returns uuid
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_agent uuid;
    v_push jsonb;
    v_reports jsonb;
begin
    perform from adcp.tenants t where t.id = p_tenant;
    if not found then
        perform adcp.refuse_unknown('tenant', p_tenant::text);
    end if;
    if p_name is null or p_name !~ '^[a-z0-9][a-z0-9._-]{0,62}$' then
        perform adcp.refuse_field('name', 'is not a short name', 'Lower-case letters, digits, dot, hyphen and underscore; at most 63.');
    end if;
    if p_url is null or length(p_url) > 2048 or p_url !~ '^https?://[^[:space:]/?#@]+(/[^[:space:]]*)?$' then
        perform adcp.refuse_field('url', 'is not an http or https URL', 'For example https://seller.example/mcp.');
    end if;
    if p_protocol is null or p_protocol not in ('mcp', 'a2a') then
        perform adcp.refuse_field('protocol', 'is unknown', 'mcp or a2a.');
    end if;
    if p_mcp_revision not in ('2025-06-18', '2026-07-28') then
        perform adcp.refuse_field('mcp_revision', 'is unknown', '2025-06-18 or 2026-07-28; without it, the agent is asked.');
    end if;
    if p_mcp_revision is not null and p_protocol <> 'mcp' then
        perform adcp.refuse_field('mcp_revision', 'is for agents over MCP', 'Leave it out, or set protocol to mcp.');
    end if;
    if p_credential !~ '^(env|file):[^[:space:]]+$' then
        perform adcp.refuse_field('credential', 'is not a reference', 'env:NAME or file:/path: the token itself is never stored.');
    end if;
    if p_webhook_mode not in ('rfc9421', 'hmac-sha256', 'bearer') then
        perform adcp.refuse_field('webhook_mode', 'is unknown', 'rfc9421, hmac-sha256 or bearer.');
    end if;
    if p_webhook_mode is not null and coalesce(p_public_url, '') !~ '^https?://[^[:space:]/?#@]+(/[^[:space:]?#]*)?$' then
        perform adcp.refuse_field('public_url', 'is not an http or https URL', 'Where sellers reach this deployment from outside.');
    end if;

    insert into adcp.agents (tenant_id, name, url, protocol, mcp_revision, credential)
    values (p_tenant, p_name, p_url, p_protocol, p_mcp_revision, p_credential)
    on conflict (tenant_id, name) do update
    set url = excluded.url, protocol = excluded.protocol, mcp_revision = excluded.mcp_revision, credential = excluded.credential,
        revision = adcp.agents.revision + 1, disabled_at = null,
        adcp_version = case
            when adcp.agents.url = excluded.url and adcp.agents.protocol = excluded.protocol then adcp.agents.adcp_version end
    returning id into v_agent;
    insert into adcp.agent_health (tenant_id, agent_id) values (p_tenant, v_agent) on conflict do nothing;

    if p_webhook_mode is not null then
        v_push := adcp.webhook_address(p_tenant, v_agent, p_webhook_mode, p_public_url);
        -- Reports on delivery are never signed by a key of the seller's, as AdCP 3 registers them.
        v_reports := case p_webhook_mode
            when 'rfc9421' then adcp.webhook_address(p_tenant, v_agent, 'hmac-sha256', p_public_url)
            else v_push end;
    end if;
    update adcp.agents a
    set push_notification = v_push, reporting_webhook = v_reports
    where a.tenant_id = p_tenant and a.id = v_agent;
    return v_agent;
end
$$;
comment on function adcp_api.put_agent(uuid, text, text, text, text, text, text, text) is
    'Adds an agent, or changes the one of that name. protocol is mcp or a2a; mcp_revision is null, 2025-06-18 or 2026-07-28; credential is env:NAME or file:/path. With a webhook mode, operations that may go on for long ask it to '
    'call back below p_public_url; the secret of the two older modes is named in the request and filled in as it is sent.';

create or replace function adcp_api.agent_connection(p_tenant uuid, p_agent uuid)
returns table (
    name text, url text, protocol text, mcp_revision text, credential text, revision integer, adcp_version text, poll_tool text, list_tool text,
    knows_capabilities boolean, request_signing text, fresh_seconds double precision)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select a.name, a.url, a.protocol, a.mcp_revision, a.credential, a.revision, a.adcp_version, a.poll_tool, a.list_tool, a.capabilities_at is not null,
        a.capabilities ->> 'request_signing',
        coalesce(greatest(0, extract(epoch from a.capabilities_at + adcp.capabilities_lifetime(a.capabilities) - clock_timestamp())), 0)::float8
    from adcp.agents a
    where a.tenant_id = p_tenant and a.id = p_agent;
$$;
comment on function adcp_api.agent_connection(uuid, uuid) is
    'What an instance needs to call an agent; fresh_seconds until it should be asked again what it can.';

create or replace function adcp.agent_document(p_agent adcp.agents)
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
as $$
    select jsonb_strip_nulls(jsonb_build_object(
        'id', p_agent.id, 'name', p_agent.name, 'url', p_agent.url, 'protocol', p_agent.protocol,
        'mcp_revision', p_agent.mcp_revision, 'credential', p_agent.credential, 'adcp_version', p_agent.adcp_version, 'supported_versions', p_agent.supported_versions,
        'idempotency_supported', p_agent.idempotency_supported,
        'replay_ttl_seconds', extract(epoch from p_agent.replay_ttl)::integer,
        'poll_tool', p_agent.poll_tool, 'list_tool', p_agent.list_tool, 'capabilities_at', p_agent.capabilities_at,
        'capabilities_version', adcp.capabilities_version(p_agent.capabilities),
        'capability_changes', adcp.capability_changes_document(p_agent.tenant_id, p_agent.id),
        'webhook_url', p_agent.push_notification ->> 'url',
        'signing_keys', (
            select jsonb_strip_nulls(jsonb_build_object(
                'jwks_uri', k.jwks_uri, 'fetched_at', k.fetched_at, 'attempted_at', k.attempted_at,
                'key_ids', jsonb_path_query_array(k.jwks, '$.keys[*].kid'), 'revoked', nullif(to_jsonb(k.revoked), '[]'),
                'discovery', adcp.key_discovery_document(k.tenant_id, k.agent_id),
                'revocation_list', adcp.revocation_list_document(k.tenant_id, k.agent_id),
                'publishers', adcp.publisher_pins_document(k.tenant_id, k.agent_id)))
            from adcp.signing_keys k
            where k.tenant_id = p_agent.tenant_id and k.agent_id = p_agent.id),
        'adopts_orphans', nullif(p_agent.adopts_orphans, false), 'hears_changes', nullif(p_agent.hears_changes, false),
        'created_at', p_agent.created_at, 'disabled_at', p_agent.disabled_at,
        'breaker', (
            select jsonb_strip_nulls(jsonb_build_object(
                'state', h.breaker, 'consecutive_failures', h.consecutive_failures, 'opened_at', h.opened_at,
                'blocked_until', nullif(h.blocked_until, '-infinity'), 'paused_at', h.paused_at))
            from adcp.agent_health h
            where h.tenant_id = p_agent.tenant_id and h.agent_id = p_agent.id),
        'limits', (
            select jsonb_strip_nulls(jsonb_build_object(
                'most_in_flight', l.most_in_flight, 'per_second', l.per_second, 'burst', case when l.per_second is not null then l.burst end))
            from adcp.agent_limits l
            where l.tenant_id = p_agent.tenant_id and l.agent_id = p_agent.id),
        'actions', (
            select jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                    'at', x.occurred_at, 'actor', x.actor, 'action', x.action, 'reason', x.reason, 'detail', nullif(x.detail, '{}'))) order by x.id desc)
            from (
                select * from adcp.operator_actions o
                where o.tenant_id = p_agent.tenant_id and o.subject = p_agent.name
                order by o.id desc
                limit 10) x)));
$$;
comment on function adcp.agent_document(adcp.agents) is 'An agent as a JSON document, without secrets.';

create or replace function adcp_api.get_agent(p_tenant uuid, p_name text)
returns jsonb
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_document jsonb;
begin
    select adcp.agent_document(a) into v_document from adcp.agents a where a.tenant_id = p_tenant and a.name = p_name;
    if not found then
        perform adcp.refuse_unknown('agent', p_name);
    end if;
    return v_document;
end
$$;
comment on function adcp_api.get_agent(uuid, text) is 'One agent by name; AD011 when the tenant has none such.';

create or replace function adcp_api.list_agents(p_tenant uuid)
returns jsonb
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select jsonb_build_object('agents', coalesce(jsonb_agg(adcp.agent_document(a) order by a.name), '[]'::jsonb))
    from adcp.agents a
    where a.tenant_id = p_tenant;
$$;
comment on function adcp_api.list_agents(uuid) is 'All agents of a tenant, by name.';
