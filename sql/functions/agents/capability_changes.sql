-- What agents can changes, and some tell (AdCP 3.2, capabilities.changed). What they tell is a wake-up and nothing more: what they can is read anew.

create or replace function adcp.subscribe_to_capabilities(p_tenant uuid, p_agent uuid)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_subscriber constant text := 'holdfast';
    v_agent record;
    v_last record;
begin
    -- Only where webhooks are signed: otherwise a secret would have to stay with the agent for good.
    select a.url, a.push_notification ->> 'url' as address into v_agent
    from adcp.agents a
    join adcp.task_policies t on t.task_type = 'sync_agent_notification_configs'
    where a.tenant_id = p_tenant and a.id = p_agent and a.disabled_at is null and a.hears_changes
        and a.push_notification is not null and not a.push_notification ? 'authentication'
        and a.capabilities #> '{adcp,capability_changes,notifications,supported}' = 'true'
        and a.capabilities #>> '{adcp,capability_changes,notifications,registration_task}' = t.task_type
        and a.capabilities #> '{adcp,capability_changes,notifications,event_types}' ? 'capabilities.changed'
        and string_to_array(split_part(a.adcp_version, '-', 1), '.')::integer[] >= string_to_array(t.since, '.')::integer[]
    for no key update of a;
    if not found then
        return;
    end if;
    -- The list that is sent replaces the one that the agent holds of this caller: who manages it by requests of its own is left to it.
    perform from adcp.operations o
    where o.tenant_id = p_tenant and o.agent_id = p_agent and o.task_type in ('sync_agent_notification_configs', 'sync_principal')
        and not exists (
            select from adcp.capability_subscriptions s
            where s.tenant_id = o.tenant_id and s.agent_id = o.agent_id and s.operation_id = o.id);
    if found then
        return;
    end if;
    select s.agent_url, s.url, s.requested_at, adcp.subscription_state(s) as state, count(*) over () as times into v_last
    from adcp.capability_subscriptions s
    where s.tenant_id = p_tenant and s.agent_id = p_agent
    order by s.requested_at desc, s.operation_id desc
    limit 1;
    if found and v_last.agent_url = v_agent.url and v_last.url = v_agent.address
        and (v_last.state <> 'refused'
            or v_last.requested_at > now() - least(interval '1 hour' * power(2::float8, least(v_last.times, 10) - 1), interval '1 day'))
    then
        return;
    end if;
    insert into adcp.capability_subscriptions (tenant_id, agent_id, operation_id, agent_url, url, subscriber_id)
    values (
        p_tenant, p_agent,
        adcp.add_operation(
            p_tenant, p_agent, 'sync_agent_notification_configs',
            jsonb_build_object('notification_configs', jsonb_build_array(jsonb_build_object(
                'subscriber_id', v_subscriber, 'url', v_agent.address, 'event_types', jsonb_build_array('capabilities.changed'),
                'active', true)))),
        v_agent.url, v_agent.address, v_subscriber);
end
$$;
comment on function adcp.subscribe_to_capabilities(uuid, uuid) is
    'Asks an agent to call back when what it can has changed, by an operation like any other: where it offers that, signs its webhooks, and is not asked already. '
    'One that refused is asked again after an hour, and then ever later, up to a day; one whose list of subscribers the tenant sends itself never is.';

create or replace function adcp_api.set_change_notices(p_tenant uuid, p_name text, p_hears boolean, p_actor text, p_reason text default null)
returns jsonb
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_agent constant uuid := adcp.agent_named(p_tenant, p_name);
begin
    update adcp.agents a
    set hears_changes = p_hears
    where a.tenant_id = p_tenant and a.id = v_agent and a.hears_changes <> p_hears;
    if found then
        perform adcp.record_action(p_tenant, p_actor, 'change_notices_set', p_name, p_reason, jsonb_build_object('hears_changes', p_hears));
        perform adcp.subscribe_to_capabilities(p_tenant, v_agent);
    end if;
    return adcp_api.get_agent(p_tenant, p_name);
end
$$;
comment on function adcp_api.set_change_notices(uuid, text, boolean, text, text) is
    'Says whether an agent is asked to tell of changes of what it can. That replaces the list of subscribers that it holds for the credential; turning it off asks no more, and '
    'takes nothing back. Returns the agent.';

create or replace function adcp.subscription_state(p_subscription adcp.capability_subscriptions)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select case
            when o.state is null then 'refused'
            when o.state = 'completed' and s.value ->> 'action' in ('updated', 'unchanged') then 'registered'
            when not adcp.is_open(o.state) then 'refused'
            else 'pending' end
    from (select) x
    left join adcp.operations o on o.tenant_id = p_subscription.tenant_id and o.id = p_subscription.operation_id
    left join adcp.settlements s on s.tenant_id = o.tenant_id and s.operation_id = o.id;
$$;
comment on function adcp.subscription_state(adcp.capability_subscriptions) is
    'pending while the agent has not answered, registered when it keeps our address, refused when it does not or cannot be asked.';

create or replace function adcp_api.answers_challenge(
    p_tenant uuid, p_route uuid, p_subscriber_id text, p_agent_url text, p_mode text, p_event_types text[])
returns boolean
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select exists (
        select from adcp.webhook_routes r
        join adcp.agents a on a.tenant_id = r.tenant_id and a.id = r.agent_id
        join adcp.capability_subscriptions s on s.tenant_id = a.tenant_id and s.agent_id = a.id and s.agent_url = a.url
        where r.tenant_id = p_tenant and r.id = p_route and r.retired_at is null and r.mode = p_mode
            and s.subscriber_id = p_subscriber_id and right(s.url, 36) = r.id::text and a.url = p_agent_url
            and p_event_types = '{capabilities.changed}');
$$;
comment on function adcp_api.answers_challenge(uuid, uuid, text, text, text, text[]) is
    'Whether a proven challenge to an address (core/agent-webhook-challenge.json) is bound to what we asked the agent for, and to nothing else.';

create or replace function adcp.note_capability_changes(p_arrivals adcp.arrival[])
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    -- What is seen already needs no look. A change that is told of with others is read with them, never twice in a few seconds.
    insert into adcp.capability_notices as n (tenant_id, agent_id, capabilities_version, changed_at, notified_at, due_at, seen_at)
    select distinct on (a.tenant_id, a.agent_id)
        a.tenant_id, a.agent_id, v.version, v.changed_at, a.received_at, case when not v.is_seen then now() end, case when v.is_seen then now() end
    from unnest(p_arrivals) a
    join adcp.agents g on g.tenant_id = a.tenant_id and g.id = a.agent_id
    cross join lateral (
        select a.value ->> 'capabilities_version' as version, (a.value ->> 'changed_at')::timestamptz as changed_at,
            coalesce(adcp.capabilities_version(g.capabilities) = a.value ->> 'capabilities_version', false) as is_seen) v
    where a.verdict = 'noted'
    order by a.tenant_id, a.agent_id, v.changed_at desc, a.ordinal desc
    on conflict (tenant_id, agent_id) do update
    set capabilities_version = excluded.capabilities_version, changed_at = excluded.changed_at, notified_at = excluded.notified_at,
        due_at = case when excluded.due_at is not null then greatest(excluded.due_at, n.read_at + interval '5 seconds') end, reads = 0,
        seen_at = excluded.seen_at
    where excluded.changed_at >= n.changed_at and (excluded.capabilities_version <> n.capabilities_version or n.seen_at is null);
end
$$;
comment on function adcp.note_capability_changes(adcp.arrival[]) is
    'Takes note of the changed capabilities among deliveries: they are due to be read at once. An older change than the one that is known is passed over.';

create or replace function adcp.see_capability_change(p_tenant uuid, p_agent uuid, p_version text)
returns void
language sql
set search_path = pg_catalog, pg_temp
as $$
    update adcp.capability_notices n
    set due_at = null, seen_at = now()
    where n.tenant_id = p_tenant and n.agent_id = p_agent and n.capabilities_version = p_version and n.seen_at is null;
$$;
comment on function adcp.see_capability_change(uuid, uuid, text) is 'Takes note that capabilities of a version were read: if they are those that were announced, nothing more is due.';

create or replace function adcp_api.claim_capability_readings(p_limit integer default 10)
returns table (tenant_id uuid, agent_id uuid)
language sql
security definer
set search_path = pg_catalog, pg_temp
as $$
    -- Six looks in about five minutes, should the announced version not be there at once; after that, the agent's own TTL.
    update adcp.capability_notices n
    set reads = n.reads + 1, read_at = now(),
        due_at = case when n.reads < 5 then now() + interval '5 seconds' * power(2::float8, n.reads) end
    from (
        select d.tenant_id, d.agent_id
        from adcp.capability_notices d
        where d.due_at <= now()
        order by d.due_at
        limit p_limit
        for no key update skip locked) d
    where n.tenant_id = d.tenant_id and n.agent_id = d.agent_id
    returning n.tenant_id, n.agent_id;
$$;
comment on function adcp_api.claim_capability_readings(integer) is
    'The agents whose capabilities are to be read now, for one caller; until the announced version is seen they fall due again, after ever longer waits.';

create or replace function adcp.capability_changes_document(p_tenant uuid, p_agent uuid)
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
as $$
    select nullif(jsonb_strip_nulls(jsonb_build_object(
        'subscription', (
            select jsonb_build_object(
                'url', s.url, 'state', adcp.subscription_state(s), 'operation', s.operation_id, 'requested_at', s.requested_at)
            from adcp.capability_subscriptions s
            where s.tenant_id = p_tenant and s.agent_id = p_agent
            order by s.requested_at desc, s.operation_id desc
            limit 1),
        'announced', (
            select jsonb_build_object(
                'capabilities_version', n.capabilities_version, 'changed_at', n.changed_at, 'notified_at', n.notified_at,
                'next_read_at', n.due_at, 'read_at', n.read_at, 'seen_at', n.seen_at)
            from adcp.capability_notices n
            where n.tenant_id = p_tenant and n.agent_id = p_agent))), '{}');
$$;
comment on function adcp.capability_changes_document(uuid, uuid) is
    'Whether an agent tells when what it can changes, and what it told last; null where there is neither.';
