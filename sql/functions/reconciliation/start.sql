-- Comparing with agents: which, when, and the question for the first page. The pages are operations like any other, so that retries,
-- breakers, releases and crashes are nobody's business here.

create or replace function adcp.ask_for_page(
    p_tenant uuid, p_reconciliation uuid, p_lists text, p_ordinal integer, p_cursor text default null)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_run record;
    v_page uuid;
begin
    select r.agent_id, c.reference as account, adcp.release_of(a.adcp_version) >= 3001 as takes_account into v_run
    from adcp.reconciliations r
    join adcp.agents a on a.tenant_id = r.tenant_id and a.id = r.agent_id
    left join adcp.accounts c on c.tenant_id = r.tenant_id and c.id = r.account_id
    where r.tenant_id = p_tenant and r.id = p_reconciliation;
    v_page := case p_lists
        when 'tasks' then adcp.add_operation(
            p_tenant, v_run.agent_id, 'list_tasks',
            jsonb_strip_nulls(jsonb_build_object(
                'account', case when v_run.takes_account then v_run.account end,
                'filters', jsonb_build_object('statuses', jsonb_build_array('submitted', 'working', 'input-required', 'auth-required')),
                'sort', jsonb_build_object('field', 'created_at', 'direction', 'asc'),
                'pagination', jsonb_build_object('max_results', 100, 'cursor', p_cursor))))
        else adcp.add_operation(p_tenant, v_run.agent_id, 'get_media_buys', adcp.all_buys_request(v_run.account, p_cursor))
    end;
    insert into adcp.reconciliation_pages (tenant_id, operation_id, reconciliation_id, lists, ordinal)
    values (p_tenant, v_page, p_reconciliation, p_lists, p_ordinal);
end
$$;
comment on function adcp.ask_for_page(uuid, uuid, text, integer, text) is 'Submits the question for one page of an agent''s open tasks, or of its buys.';

create or replace function adcp.reconcile(p_tenant uuid, p_agent uuid, p_cause text)
returns integer
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_account uuid;
    v_run uuid;
    v_begun integer := 0;
begin
    -- Agents list what one account may see: so by account, and once without where operations name none or the release knows no account.
    for v_account in
        select c.id
        from adcp.accounts c
        join adcp.agents a on a.tenant_id = c.tenant_id and a.id = c.agent_id and adcp.release_of(a.adcp_version) >= 3001
        where c.tenant_id = p_tenant and c.agent_id = p_agent
        union all
        select null
    loop
        insert into adcp.reconciliations (tenant_id, agent_id, account_id, cause)
        values (p_tenant, p_agent, v_account, p_cause)
        on conflict do nothing
        returning id into v_run;
        if found then
            perform adcp.ask_for_page(p_tenant, v_run, 'tasks', 1);
            v_begun := v_begun + 1;
        end if;
    end loop;
    return v_begun;
end
$$;
comment on function adcp.reconcile(uuid, uuid, text) is 'Begins to compare with an agent, under every account; returns how many comparisons were begun. One that runs is not begun again.';

create or replace function adcp_api.reconcile_agents(p_within interval default '10 minutes')
returns integer
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_agent record;
    v_begun integer := 0;
begin
    -- Instances that start together compare once.
    if not pg_try_advisory_xact_lock(hashtextextended('adcp.reconcile_agents', 0)) then
        return 0;
    end if;
    for v_agent in
        select a.tenant_id, a.id
        from adcp.agents a
        where a.disabled_at is null and a.list_tool is not null
            -- Where nothing ever waited there is nothing to compare.
            and (a.adopts_orphans or exists (
                select from adcp.schedule s
                join adcp.operations o on o.tenant_id = s.tenant_id and o.id = s.operation_id and o.task_id is not null
                where s.agent_id = a.id and s.tenant_id = a.tenant_id))
            and not exists (
                select from adcp.reconciliations r
                where r.tenant_id = a.tenant_id and r.agent_id = a.id and r.started_at > now() - p_within)
        order by a.tenant_id, a.id
    loop
        v_begun := v_begun + adcp.reconcile(v_agent.tenant_id, v_agent.id, 'start');
    end loop;
    return v_begun;
end
$$;
comment on function adcp_api.reconcile_agents(interval) is
    'An instance starts: begins to compare with every agent that has open tasks of ours and lists its tasks, unless that was done within the time; returns how many comparisons were begun.';

create or replace function adcp_api.reconcile_agent(p_tenant uuid, p_name text)
returns jsonb
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_agent constant uuid := adcp.agent_named(p_tenant, p_name);
begin
    perform adcp.reconcile(p_tenant, v_agent, 'operator');
    return adcp_api.list_reconciliations(p_tenant, p_name, 100);
end
$$;
comment on function adcp_api.reconcile_agent(uuid, text) is 'Begins to compare with an agent at once, under every account; returns its comparisons, latest first.';
