-- Reading: operations as the documents that the API shows. Times are UTC.

create or replace function adcp.operation_document(p_operation adcp.operations, p_is_full boolean)
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
as $$
    select jsonb_strip_nulls(jsonb_build_object(
        'id', p_operation.id,
        'task_type', p_operation.task_type,
        'agent', (
            select a.name from adcp.agents a
            where a.tenant_id = p_operation.tenant_id and a.id = p_operation.agent_id),
        'campaign', p_operation.campaign_id,
        'state', p_operation.state,
        'previous_state', nullif(p_operation.previous_state, p_operation.state),
        'version', p_operation.version,
        'channel', p_operation.channel,
        'task_id', p_operation.task_id,
        'context_id', p_operation.context_id,
        'idempotency_key', p_operation.request_key,
        'reason', p_operation.reason,
        'attention', p_operation.attention,
        'has_webhook', p_operation.has_webhook,
        'created_at', p_operation.created_at,
        'updated_at', p_operation.updated_at,
        'deadline_at', nullif(p_operation.deadline_at, 'infinity'),
        'first_sent_at', p_operation.first_sent_at,
        'uncertain_since', p_operation.uncertain_since,
        'cancel_requested_at', p_operation.cancel_requested_at,
        'cancellation', case when p_operation.cancel_requested_at is not null then adcp.cancellation_document(p_operation) end,
        'settled_at', p_operation.settled_at,
        'next_step', (
            select jsonb_build_object(
                'step', s.step, 'due_at', nullif(s.due_at, 'infinity'), 'is_held', nullif(s.due_at = 'infinity', false),
                'attempt', s.attempt, 'in_progress', s.leased_by is not null)
            from adcp.schedule s
            where s.tenant_id = p_operation.tenant_id and s.operation_id = p_operation.id)))
        || case when p_is_full then
            adcp.operation_contents(p_operation.tenant_id, p_operation.id)
                || jsonb_strip_nulls(jsonb_build_object('question', adcp.question_document(p_operation)))
            else '{}'::jsonb end;
$$;
comment on function adcp.operation_document(adcp.operations, boolean) is 'An operation as a JSON document; in full, with its request and its result.';

create or replace function adcp.shown_request(p_request jsonb)
returns jsonb
language sql
immutable
parallel safe
-- Also in what a check holds of the request that it is about.
return case when p_request -> 'payload' ? 'idempotency_key' then p_request #- '{payload,idempotency_key}' #- '{payload,push_notification_config}'
        else p_request end
    - 'idempotency_key' - 'push_notification_config' - 'governance_context';
comment on function adcp.shown_request(jsonb) is 'A request without what is secret between us and whoever gets it.';

create or replace function adcp.operation_contents(p_tenant uuid, p_operation uuid)
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    -- The idempotency key is a secret between us and the seller, and the webhook registration may name one.
    select jsonb_build_object('request', adcp.shown_request(coalesce(p.frozen::jsonb, p.request)))
        || adcp.operation_relations(p_tenant, p_operation)
        || adcp.follow_up_document(p_tenant, p_operation)
        || coalesce((
            select jsonb_build_object(case when t.outcome = 'completed' then 'result' else 'error' end, t.value)
            from adcp.settlements t
            where t.tenant_id = p_tenant and t.operation_id = p_operation and t.value is not null), '{}'::jsonb)
        || coalesce((
            select jsonb_build_object('refused_results', r.results)
            from adcp.refused_results_document(p_tenant, p_operation) as r (results)
            where r.results is not null), '{}'::jsonb)
    from adcp.operation_payloads p
    where p.tenant_id = p_tenant and p.operation_id = p_operation;
$$;
comment on function adcp.operation_contents(uuid, uuid) is 'Request and result of an operation, and results that were refused, without what is secret.';

create or replace function adcp_api.get_operation(p_tenant uuid, p_operation uuid)
returns jsonb
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_document jsonb;
begin
    select adcp.operation_document(o, true) into v_document
    from adcp.operations o
    where o.tenant_id = p_tenant and o.id = p_operation;
    if not found then
        perform adcp.refuse_unknown('operation', p_operation::text);
    end if;
    return v_document;
end
$$;
comment on function adcp_api.get_operation(uuid, uuid) is 'One operation with its request and result; AD011 when the tenant has none such.';

create or replace function adcp_api.list_operations(
    p_tenant uuid, p_states text[] default null, p_agent text default null, p_task_type text default null,
    p_attention boolean default null, p_before uuid default null, p_limit integer default 50)
returns jsonb
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_state text;
    v_agent uuid;
    v_page jsonb;
begin
    foreach v_state in array coalesce(p_states, array[]::text[]) loop
        perform from adcp.states s where s.state = v_state;
        if not found then
            perform adcp.refuse_field(
                'state', format('%s is not a state', left(v_state, 40)),
                (select 'One of ' || string_agg(s.state, ', ') || '.' from adcp.states s));
        end if;
    end loop;
    if p_limit is null or p_limit not between 1 and 500 then
        perform adcp.refuse_field('limit', 'is not between 1 and 500');
    end if;
    if p_agent is not null then
        select a.id into v_agent from adcp.agents a where a.tenant_id = p_tenant and a.name = p_agent;
        if not found then
            perform adcp.refuse_unknown('agent', p_agent);
        end if;
    end if;
    select jsonb_build_object(
            'operations', coalesce(jsonb_agg(page.document order by page.id desc), '[]'::jsonb),
            'next', case when count(*) = p_limit then min(page.id::text) end)
        into v_page
    from (
        select o.id, adcp.operation_document(o, false) as document
        from adcp.operations o
        where o.tenant_id = p_tenant
            and (p_before is null or o.id < p_before)
            and (p_states is null or o.state = any (p_states))
            and (v_agent is null or o.agent_id = v_agent)
            and (p_task_type is null or o.task_type = p_task_type)
            and (p_attention is null or (o.attention is not null) = p_attention)
        order by o.id desc
        limit p_limit) page;
    return v_page;
end
$$;
comment on function adcp_api.list_operations(uuid, text[], text, text, boolean, uuid, integer) is
    'Operations of a tenant, newest first, a page at a time: pass next as p_before. Every filter is optional.';

create or replace function adcp_api.operation_events(p_tenant uuid, p_operation uuid, p_after integer default 0, p_limit integer default 500)
returns setof jsonb
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
as $$
begin
    perform from adcp.operations o where o.tenant_id = p_tenant and o.id = p_operation;
    if not found then
        perform adcp.refuse_unknown('operation', p_operation::text);
    end if;
    return query
    select jsonb_strip_nulls(jsonb_build_object(
        'sequence', e.sequence, 'at', e.occurred_at, 'kind', e.kind, 'from', e.from_state, 'state', e.to_state,
        'channel', e.channel, 'reason', e.reason, 'detail', e.detail))
    from adcp.operation_events e
    where e.tenant_id = p_tenant and e.operation_id = p_operation and e.sequence > p_after
    order by e.sequence
    limit p_limit;
end
$$;
comment on function adcp_api.operation_events(uuid, uuid, integer, integer) is
    'History of an operation after a sequence number, oldest first: what a stream resumes from.';

create or replace function adcp_api.operation_versions(p_tenants uuid[], p_operations uuid[])
returns table (tenant_id uuid, operation_id uuid, version integer, state text, is_settled boolean, needs_person boolean)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select o.tenant_id, o.id, o.version, o.state, o.settled_at is not null, o.attention is not null
    from unnest(p_tenants, p_operations) as u (tenant_id, operation_id)
    join adcp.operations o on o.tenant_id = u.tenant_id and o.id = u.operation_id;
$$;
comment on function adcp_api.operation_versions(uuid[], uuid[]) is 'How far many operations have come, for those who wait for them.';
