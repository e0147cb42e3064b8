-- What differs: each kind of difference by a function of its own, and nothing concluded from any.

create or replace function adcp.compare_listed(p_run adcp.reconciliations)
returns void
language sql
set search_path = pg_catalog, pg_temp
as $$
    insert into adcp.reconciliation_findings
        (tenant_id, reconciliation_id, kind, task_id, task_type, operation_id, our_state, their_state, action)
    select p_run.tenant_id, p_run.id, k.kind, l.task_id, l.task_type, o.id, o.state, l.state,
        case when k.kind = 'mismatched' and o.state <> 'timed_out' then 'polled' else 'person' end
    from adcp.listed_tasks(p_run.tenant_id, p_run.id) l
    left join adcp.operations o on o.tenant_id = p_run.tenant_id and o.agent_id = p_run.agent_id and o.task_id = l.task_id
    cross join lateral (
        select case
            when o.id is null then 'orphaned'
            when l.task_type is distinct from o.task_type then 'conflicting'
            when adcp.is_settled(o.state) then 'conflicting'
            when o.state <> l.state then 'mismatched'
        end as kind) k
    -- What was settled here while the list was read may well have been open when it was written.
    where k.kind is not null and (o.settled_at is null or o.settled_at < p_run.started_at);
$$;
comment on function adcp.compare_listed(adcp.reconciliations) is 'Finds where what an agent lists differs from what we believe.';

create or replace function adcp.ask_for_missing(p_run adcp.reconciliations)
returns void
language sql
set search_path = pg_catalog, pg_temp
as $$
    insert into adcp.reconciliation_findings
        (tenant_id, reconciliation_id, kind, task_id, task_type, operation_id, our_state, action)
    select p_run.tenant_id, p_run.id, 'missing', o.task_id, o.task_type, o.id, o.state, 'polled'
    from adcp.schedule s
    join adcp.operations o on o.tenant_id = s.tenant_id and o.id = s.operation_id
    join adcp.agents a on a.tenant_id = o.tenant_id and a.id = o.agent_id
    where s.tenant_id = p_run.tenant_id and s.agent_id = p_run.agent_id
        and o.state in ('submitted', 'working', 'input_required', 'auth_required') and o.task_id is not null and o.updated_at < p_run.started_at
        and (o.account_id is not distinct from p_run.account_id or (p_run.account_id is null and adcp.release_of(a.adcp_version) < 3001))
        -- Tasks of these protocols may be asked for and are not listed (C §5.3).
        and o.task_type not in ('check_governance', 'sync_plans', 'report_plan_outcome')
        and o.task_id <> all (array(select l.task_id from adcp.listed_tasks(p_run.tenant_id, p_run.id) l));
$$;
comment on function adcp.ask_for_missing(adcp.reconciliations) is
    'Finds what is open here and not listed there. That says nothing of how it ended: it is asked for.';

create or replace function adcp.find_orphaned_buys(p_run adcp.reconciliations)
returns void
language sql
set search_path = pg_catalog, pg_temp
as $$
    insert into adcp.reconciliation_findings (tenant_id, reconciliation_id, kind, media_buy_id, operation_id, their_state, action)
    select distinct on (b.buy ->> 'media_buy_id')
        p_run.tenant_id, p_run.id, 'orphaned_buy', b.buy ->> 'media_buy_id', n.operation_id, left(b.buy ->> 'status', 64), 'person'
    from adcp.reconciliation_pages p
    join adcp.settlements s on s.tenant_id = p.tenant_id and s.operation_id = p.operation_id and s.outcome = 'completed'
    cross join jsonb_array_elements(
        case when jsonb_typeof(s.value -> 'media_buys') = 'array' then s.value -> 'media_buys' else '[]' end) as b (buy)
    cross join lateral (select adcp.uuid_of(b.buy -> 'context' ->> 'operation_id') as operation_id) n
    where p.tenant_id = p_run.tenant_id and p.reconciliation_id = p_run.id and p.lists = 'buys'
        and length(b.buy ->> 'media_buy_id') between 1 and 512 and n.operation_id is not null
        and not exists (select from adcp.operations o where o.tenant_id = p_run.tenant_id and o.id = n.operation_id)
    order by b.buy ->> 'media_buy_id';
$$;
comment on function adcp.find_orphaned_buys(adcp.reconciliations) is
    'Finds buys that carry the name of an operation which this database does not have: bought by us, and forgotten.';

create or replace function adcp.find_unmatched_webhooks(p_run adcp.reconciliations)
returns void
language sql
set search_path = pg_catalog, pg_temp
as $$
    insert into adcp.reconciliation_findings (tenant_id, reconciliation_id, kind, task_id, task_type, their_state, action)
    select p_run.tenant_id, p_run.id, 'unmatched_webhook', left(d.task_id, 512), left(d.task_type, 63), left(d.outcome, 64), 'person'
    from (
        select k.tenant_id, k.delivery_id, k.accepted_at
        from adcp.webhook_keys k
        where k.verdict = 'unmatched' and k.tenant_id = p_run.tenant_id and k.agent_id = p_run.agent_id
        order by k.applied_at desc
        limit 1000) k
    join adcp.webhook_deliveries d on d.tenant_id = k.tenant_id and d.id = k.delivery_id and d.received_at between k.accepted_at - interval '1 minute' and k.accepted_at + interval '1 minute'
    -- Those of all accounts stand in one list.
    where p_run.account_id is null
        and not exists (
            select from adcp.operations o where o.tenant_id = p_run.tenant_id and o.agent_id = p_run.agent_id and o.task_id = d.task_id);
$$;
comment on function adcp.find_unmatched_webhooks(adcp.reconciliations) is 'Lists authentic webhooks that speak of no operation of ours, the last thousand.';
