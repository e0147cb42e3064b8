-- Taking pages, and comparing once the last is there.

create or replace function adcp.listed_tasks(p_tenant uuid, p_reconciliation uuid)
returns table (task_id text, task_type text, state text)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    -- A list that moves while it is read may name a task twice: the later page is the newer.
    select distinct on (t.task ->> 'task_id') t.task ->> 'task_id', left(t.task ->> 'task_type', 63), replace(left(t.task ->> 'status', 64), '-', '_')
    from adcp.reconciliation_pages p
    join adcp.settlements s on s.tenant_id = p.tenant_id and s.operation_id = p.operation_id and s.outcome = 'completed'
    cross join jsonb_array_elements(case when jsonb_typeof(s.value -> 'tasks') = 'array' then s.value -> 'tasks' else '[]' end) as t (task)
    where p.tenant_id = p_tenant and p.reconciliation_id = p_reconciliation and p.lists = 'tasks'
        and jsonb_typeof(t.task -> 'task_id') = 'string' and length(t.task ->> 'task_id') between 1 and 512
        -- Older agents do not filter: what has ended there is not compared here.
        and replace(t.task ->> 'status', '-', '_') in ('submitted', 'working', 'input_required', 'auth_required')
    order by t.task ->> 'task_id', p.ordinal desc;
$$;
comment on function adcp.listed_tasks(uuid, uuid) is 'The open tasks that an agent listed.';

create or replace function adcp.take_page(p_tenant uuid, p_page uuid)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_page record;
    v_fault text;
begin
    select p.reconciliation_id, p.lists, p.ordinal, r.cause, o.state, o.reason, s.value, s.value -> 'pagination' as pagination into v_page
    from adcp.reconciliation_pages p
    join adcp.reconciliations r on r.tenant_id = p.tenant_id and r.id = p.reconciliation_id and r.finished_at is null
    join adcp.operations o on o.tenant_id = p.tenant_id and o.id = p.operation_id
    left join adcp.settlements s on s.tenant_id = p.tenant_id and s.operation_id = p.operation_id
    where p.tenant_id = p_tenant and p.operation_id = p_page
    for update of r;
    if not found then
        return;
    end if;
    v_fault := case
        when v_page.state <> 'completed' then coalesce(v_page.reason, 'The agent did not list its ' || v_page.lists || '.')
        when v_page.pagination -> 'has_more' is distinct from 'true' then null
        when v_page.ordinal >= 200 then 'The list of ' || v_page.lists || ' has more than 200 pages.'
        when jsonb_typeof(v_page.pagination -> 'cursor') is distinct from 'string' or length(v_page.pagination ->> 'cursor') not between 1 and 4096
        then 'The list of ' || v_page.lists || ' says that there is more, and not where.'
    end;
    if v_fault is null and v_page.pagination -> 'has_more' = 'true' then
        perform adcp.ask_for_page(p_tenant, v_page.reconciliation_id, v_page.lists, v_page.ordinal + 1, v_page.pagination ->> 'cursor');
        return;
    end if;
    update adcp.reconciliations r
    set tasks = case
            when v_page.lists = 'buys' then r.tasks
            when v_fault is null then 'compared'
            when v_page.ordinal = 1 then 'not_listed'
            else 'compared_in_part' end,
        reason = coalesce(r.reason, left(v_fault, 1024))
    where r.tenant_id = p_tenant and r.id = v_page.reconciliation_id;
    -- Buys without an open task are looked for where somebody asks, or where what we knew may be lost.
    if v_page.lists = 'tasks' and v_page.cause <> 'start' then
        perform adcp.ask_for_page(p_tenant, v_page.reconciliation_id, 'buys', 1);
    else
        perform adcp.finish_reconciliation(p_tenant, v_page.reconciliation_id);
    end if;
end
$$;
comment on function adcp.take_page(uuid, uuid) is 'Takes a page that has come, or will not come: asks for the next, or compares.';

create or replace function adcp.finish_reconciliation(p_tenant uuid, p_reconciliation uuid)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_run adcp.reconciliations;
    v_counts jsonb;
begin
    update adcp.reconciliations r
    set finished_at = now(), outcome = r.tasks,
        listed = case when r.tasks <> 'not_listed' then (select count(*) from adcp.listed_tasks(p_tenant, p_reconciliation)) end
    where r.tenant_id = p_tenant and r.id = p_reconciliation
    returning r.* into v_run;
    if v_run.outcome <> 'not_listed' then
        perform adcp.compare_listed(v_run);
        perform adcp.adopt_orphans(v_run);
    end if;
    if v_run.outcome = 'compared' then
        perform adcp.ask_for_missing(v_run);
    end if;
    perform adcp.find_orphaned_buys(v_run);
    perform adcp.find_unmatched_webhooks(v_run);
    perform adcp.poll_at_once(p_tenant, array(
        select f.operation_id from adcp.reconciliation_findings f
        where f.tenant_id = p_tenant and f.reconciliation_id = p_reconciliation and f.action = 'polled'));
    select jsonb_object_agg(c.kind, c.findings) into v_counts
    from (
        select f.kind, count(*) as findings
        from adcp.reconciliation_findings f
        where f.tenant_id = p_tenant and f.reconciliation_id = p_reconciliation and f.action = 'person'
        group by f.kind) c;
    if v_counts is not null then
        perform adcp.raise_alarm(
            p_tenant, v_run.agent_id, 'reconciliation_differs', coalesce(v_run.account_id::text, ''),
            jsonb_build_object('reconciliation', p_reconciliation) || v_counts);
    end if;
end
$$;
comment on function adcp.finish_reconciliation(uuid, uuid) is
    'Compares, acts on what an answer can clear up, and raises the alarm reconciliation_differs for what a person has to look at.';

create or replace function adcp.poll_at_once(p_tenant uuid, p_operations uuid[])
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    with due as materialized (
        select s.tenant_id, s.operation_id
        from adcp.schedule s
        where s.tenant_id = p_tenant and s.operation_id = any (p_operations) and s.step = 'poll' and s.due_at > now() and s.leased_by is null
        order by s.operation_id
        for no key update
    )
    update adcp.schedule s
    set due_at = now()
    from due d
    where s.tenant_id = d.tenant_id and s.operation_id = d.operation_id;
    if found then
        perform adcp_api.announce('{}', true);
    end if;
end
$$;
comment on function adcp.poll_at_once(uuid, uuid[]) is 'Brings the next polls of operations forward to now.';
