-- Submitting: one row per operation, its frozen request and its first step, in the caller's own transaction.

create or replace function adcp_api.submit_operations(
    p_tenant uuid, p_agents text[], p_task_types text[], p_requests jsonb[], p_request_keys text[],
    p_webhooks boolean default true)
returns table (ordinal integer, operation_id uuid)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
set jit = off
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
    v_tasks constant text[] := array(select t.task_type from adcp.task_policies t);
    v_id constant text := adcp.new_id()::text;
begin
    if cardinality(p_agents) > 1000 then
        perform adcp.refuse_field('operations', 'are more than 1000', 'Submit them in parts.');
    end if;
    perform adcp.check_submission(p_tenant, u.agent, u.task_type, u.request)
    from unnest(p_agents, p_task_types, p_requests) as u (agent, task_type, request)
    where not adcp.is_plain_submission(u.task_type, u.request, v_tasks)
        or not coalesce(
            u.agent = any (array(
                select a.name from adcp.agents a
                where a.tenant_id = p_tenant and a.name = any (p_agents) and a.disabled_at is null)),
            false);
    perform adcp.check_request_key(k.request_key)
    from unnest(p_request_keys) as k (request_key)
    where length(k.request_key) not between 1 and 255 or k.request_key ~ '[^ -~]';
    -- Also those whose request names its purchase, one by one: what is bought already shall not be bought again.
    if exists (
        select from unnest(p_task_types, p_requests) as u (task_type, request)
        join adcp.task_policies t on t.task_type = u.task_type and u.request ? t.natural_key)
    then
        return query
        select u.ordinal::integer, (
            select case when o.is_new then o.operation_id else adcp.refuse_known_purchase(o.operation_id) end
            from adcp_api.submit_operation(p_tenant, u.agent, u.task_type, u.request, u.request_key, p_webhooks) o)
        from unnest(p_agents, p_task_types, p_requests, p_request_keys) with ordinality as u (agent, task_type, request, request_key, ordinal);
        return;
    end if;

    return query
    with asked as materialized (
        -- The identifiers of a batch count on from one another (RFC 9562, 6.2, method 1), so that they sort as they were given.
        select u.ordinal::integer as ordinal, (left(v_id, 14) || to_hex(28672 + u.ordinal) || right(v_id, 18))::uuid as id,
            a.id as agent_id, u.task_type, u.request, u.request_key, a.adcp_version, t.deadline,
            u.request -> 'account' as account, (
                select c.id from adcp.accounts c
                where c.tenant_id = p_tenant and c.agent_id = a.id and c.reference = u.request -> 'account') as account_id,
            case when t.needs_idempotency_key then gen_random_uuid() end as idempotency_key,
            case when t.accepts_webhook and p_webhooks then a.push_notification end as push_notification, a.reporting_webhook, t.is_closed
        from unnest(p_agents, p_task_types, p_requests, p_request_keys) with ordinality
            as u (agent, task_type, request, request_key, ordinal)
        join adcp.agents a on a.tenant_id = p_tenant and a.name = u.agent and a.disabled_at is null
        join adcp.task_policies t on t.task_type = adcp.policy_name(u.task_type, v_tasks)
    ),
    new_accounts as (
        insert into adcp.accounts (tenant_id, agent_id, reference)
        select distinct p_tenant, q.agent_id, q.account
        from asked q
        where q.account is not null and q.account_id is null
        on conflict (tenant_id, agent_id, reference) do update set reference = excluded.reference
        returning id, agent_id, reference
    ),
    steps as (
        insert into adcp.schedule (tenant_id, operation_id, agent_id, step, due_at)
        select p_tenant, q.id, q.agent_id, 'call', now() from asked q
    ),
    payloads as (
        insert into adcp.operation_payloads (tenant_id, operation_id, frozen, request, request_hash)
        select p_tenant, q.id,
            case when q.adcp_version is not null then adcp.frozen_request(
                adcp.with_report_address(q.request, q.reporting_webhook), q.id, q.idempotency_key, q.adcp_version, q.push_notification, q.is_closed) end,
            case when q.adcp_version is null then q.request end,
            case when q.request_key is not null then adcp.request_hash(q.task_type, q.agent_id, q.request) end
        from asked q
    ),
    born as (
        insert into adcp.operations
            (tenant_id, id, agent_id, account_id, task_type, request_key, has_webhook, deadline_at)
        select p_tenant, q.id, q.agent_id,
            coalesce(q.account_id, (select n.id from new_accounts n where n.agent_id = q.agent_id and n.reference = q.account)),
            q.task_type, q.request_key, q.push_notification is not null, now() + q.deadline
        from asked q
    )
    select q.ordinal, q.id from asked q;
end
$$;
comment on function adcp_api.submit_operations(uuid, text[], text[], jsonb[], text[], boolean) is
    'Submits many operations of one tenant at once. All or none: a request_key or a purchase that exists already fails the whole (23505); '
    'submit one by one then. Nothing is sent before the caller commits.';

create or replace function adcp.refuse_known_purchase(p_operation uuid)
returns uuid
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception 'one of these was submitted before, as operation %', p_operation
        using errcode = 'unique_violation', hint = 'Submit them one by one.';
end
$$;
comment on function adcp.refuse_known_purchase(uuid) is 'Raises 23505, as a request_key that exists does: the whole batch is refused.';

create or replace function adcp_api.submit_operation(
    p_tenant uuid, p_agent text, p_task_type text, p_request jsonb, p_request_key text default null,
    p_webhook boolean default true, p_deadline interval default null, p_replaces uuid default null)
returns table (operation_id uuid, is_new boolean, matched_by text)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    v_id uuid := adcp.new_id();
    v_agent record;
    v_account uuid;
    v_push jsonb;
    v_hash bytea;
    v_holder uuid;
begin
    select a.id, a.adcp_version, a.push_notification, a.reporting_webhook, n.tasks, t.deadline, t.needs_idempotency_key, t.accepts_webhook,
        p_request ? t.natural_key as names_purchase, t.is_closed, (
            select c.id from adcp.accounts c
            where c.tenant_id = p_tenant and c.agent_id = a.id and c.reference = p_request -> 'account') as account_id
        into v_agent
    from adcp.agents a
    cross join lateral (select array(select t.task_type from adcp.task_policies t) as tasks) n
    join adcp.task_policies t on t.task_type = adcp.policy_name(p_task_type, n.tasks)
    where a.tenant_id = p_tenant and a.name = p_agent and a.disabled_at is null;
    if not found or not adcp.is_plain_submission(p_task_type, p_request, v_agent.tasks) or p_deadline <= interval '0' then
        perform adcp.check_submission(p_tenant, p_agent, p_task_type, p_request, p_deadline);
    end if;
    v_account := v_agent.account_id;
    if v_account is null and p_request ? 'account' then
        insert into adcp.accounts (tenant_id, agent_id, reference)
        values (p_tenant, v_agent.id, p_request -> 'account')
        on conflict (tenant_id, agent_id, reference) do update set reference = excluded.reference
        returning id into v_account;
    end if;
    if p_webhook and v_agent.accepts_webhook then
        v_push := v_agent.push_notification;
    end if;
    if p_request_key is not null then
        v_hash := adcp.request_hash(p_task_type, v_agent.id, p_request);
        perform adcp.check_request_key(p_request_key);
        -- Two askers with one key wait for each other here, so that the second sees what the first made.
        perform pg_advisory_xact_lock(hashtextextended(p_tenant::text || p_request_key, 0));
        select o.id into v_id
        from adcp.operations o
        where o.tenant_id = p_tenant and o.request_key = p_request_key;
        if found then
            perform from adcp.operation_payloads p
            where p.tenant_id = p_tenant and p.operation_id = v_id and p.request_hash = v_hash;
            if not found then
                raise exception 'this key was used for a different request'
                    using errcode = 'AD012', column = 'Idempotency-Key',
                        detail = format('Operation %s has the key.', v_id),
                        hint = 'Use a new key for a new request.';
            end if;
            return query select v_id, false, 'request_key';
            return;
        end if;
        v_id := adcp.new_id();
    end if;
    if v_agent.names_purchase then
        v_holder := adcp.live_natural_key(p_tenant, v_agent.id, p_task_type, p_request, v_id);
        if v_holder is not null then
            return query select v_holder, false, 'natural_key';
            return;
        end if;
    end if;
    if p_replaces is not null then
        perform adcp.link_replacement(p_tenant, v_id, p_replaces);
    end if;

    with steps as (
        insert into adcp.schedule (tenant_id, operation_id, agent_id, step, due_at)
        values (p_tenant, v_id, v_agent.id, 'call', now())
    ),
    payloads as (
        insert into adcp.operation_payloads (tenant_id, operation_id, frozen, request, request_hash)
        values (
            p_tenant, v_id,
            case when v_agent.adcp_version is not null then adcp.frozen_request(
                adcp.with_report_address(p_request, v_agent.reporting_webhook), v_id, case when v_agent.needs_idempotency_key then gen_random_uuid() end,
                v_agent.adcp_version, v_push, v_agent.is_closed) end,
            case when v_agent.adcp_version is null then p_request end,
            v_hash)
    )
    insert into adcp.operations
        (tenant_id, id, agent_id, account_id, task_type, request_key, has_webhook, deadline_at)
    values (
        p_tenant, v_id, v_agent.id, v_account, p_task_type, p_request_key, v_push is not null,
        now() + coalesce(p_deadline, v_agent.deadline));
    return query select v_id, true, null::text;
end
$$;
comment on function adcp_api.submit_operation(uuid, text, text, jsonb, text, boolean, interval, uuid) is
    'Submits one operation: tenant, agent by name, AdCP task, its arguments. Nothing is sent before the caller commits; a rollback means '
    'nothing happened. The same request_key gives the same operation; with other arguments it is refused (AD012). So does the name of the purchase '
    '(po_number, purchase_order_ref), whatever else the request says, unless what had it failed, was rejected or canceled; matched_by tells which. '
    'p_replaces links a corrected request to the operation that it replaces, which must have ended without success.';
