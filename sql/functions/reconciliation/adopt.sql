-- Adopting: a task that an agent lists and that no operation of ours stands for becomes one, under its real type, and is polled from then on.

create or replace function adcp.adopt_task(p_tenant uuid, p_agent uuid, p_task_id text, p_task_type text, p_state text)
returns uuid
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_operation uuid;
begin
    v_operation := adcp.add_operation(p_tenant, p_agent, p_task_type, '{}', p_webhook => false);
    perform adcp_api.observe(
        null, array[p_tenant], array[v_operation], array['reconcile'], array[null::bigint], array[p_state], array[p_task_id], array[null::text],
        array[null::timestamptz], array['Adopted: the agent lists it, and no operation of ours stood for it.'], array[null::text], array[null::integer],
        array[null::bytea], array[null::jsonb], array[null::integer]);
    perform adcp.poll_at_once(p_tenant, array[v_operation]);
    return v_operation;
end
$$;
comment on function adcp.adopt_task(uuid, uuid, text, text, text) is 'Makes an operation of an agent''s task in its present state, and asks for it at once.';

create or replace function adcp.has_unanswered_calls(p_tenant uuid, p_agent uuid)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select exists (
        select from adcp.schedule s
        join adcp.operations o on o.tenant_id = s.tenant_id and o.id = s.operation_id
        where s.tenant_id = p_tenant and s.agent_id = p_agent and o.first_sent_at is not null and o.task_id is null);
$$;
comment on function adcp.has_unanswered_calls(uuid, uuid) is 'Whether something was sent to an agent whose task is not known yet: what it lists may be that.';

create or replace function adcp.adopt_orphans(p_run adcp.reconciliations)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_orphan record;
begin
    if not (select a.adopts_orphans from adcp.agents a where a.tenant_id = p_run.tenant_id and a.id = p_run.agent_id)
        or adcp.has_unanswered_calls(p_run.tenant_id, p_run.agent_id)
    then
        return;
    end if;
    for v_orphan in
        select f.* from adcp.reconciliation_findings f
        where f.tenant_id = p_run.tenant_id and f.reconciliation_id = p_run.id and f.kind = 'orphaned' and f.task_type ~ '^[a-z][a-z0-9_]*$'
        order by f.id
    loop
        update adcp.reconciliation_findings f
        set action = 'adopted',
            operation_id = adcp.adopt_task(p_run.tenant_id, p_run.agent_id, v_orphan.task_id, v_orphan.task_type, v_orphan.their_state)
        where f.tenant_id = p_run.tenant_id and f.id = v_orphan.id;
    end loop;
end
$$;
comment on function adcp.adopt_orphans(adcp.reconciliations) is
    'Adopts what a comparison found orphaned, where the credential is ours alone and no call of ours is unanswered.';

create or replace function adcp_api.adopt_orphan(p_tenant uuid, p_finding uuid, p_actor text, p_reason text default null)
returns uuid
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_finding record;
    v_operation uuid;
begin
    select f.*, r.agent_id, a.name as agent into v_finding
    from adcp.reconciliation_findings f
    join adcp.reconciliations r on r.tenant_id = f.tenant_id and r.id = f.reconciliation_id
    join adcp.agents a on a.tenant_id = r.tenant_id and a.id = r.agent_id
    where f.tenant_id = p_tenant and f.id = p_finding and f.kind = 'orphaned'
    for update of f;
    if not found then
        perform adcp.refuse_unknown('finding', p_finding::text);
    end if;
    select o.id into v_operation
    from adcp.operations o
    where o.tenant_id = p_tenant and o.agent_id = v_finding.agent_id and o.task_id = v_finding.task_id;
    if found then
        return v_operation;
    end if;
    if coalesce(v_finding.task_type, '') !~ '^[a-z][a-z0-9_]*$' then
        perform adcp.refuse_field('finding', 'names no AdCP task that an operation could be of');
    end if;
    v_operation := adcp.adopt_task(p_tenant, v_finding.agent_id, v_finding.task_id, v_finding.task_type, v_finding.their_state);
    update adcp.reconciliation_findings f
    set action = 'adopted', operation_id = v_operation
    where f.tenant_id = p_tenant and f.id = p_finding;
    perform adcp.record_action(
        p_tenant, p_actor, 'orphan_adopted', v_finding.agent, p_reason,
        jsonb_build_object('task_id', v_finding.task_id, 'operation', v_operation));
    return v_operation;
end
$$;
comment on function adcp_api.adopt_orphan(uuid, uuid, text, text) is
    'A person says that an orphaned task is ours: returns the operation that follows it now, or that did already.';

create or replace function adcp_api.set_orphan_adoption(p_tenant uuid, p_name text, p_adopts boolean, p_actor text, p_reason text default null)
returns jsonb
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    update adcp.agents a
    set adopts_orphans = p_adopts
    where a.tenant_id = p_tenant and a.id = adcp.agent_named(p_tenant, p_name) and a.adopts_orphans <> p_adopts;
    if found then
        perform adcp.record_action(
            p_tenant, p_actor, 'orphan_adoption_set', p_name, p_reason, jsonb_build_object('adopts_orphans', p_adopts));
    end if;
    return adcp_api.get_agent(p_tenant, p_name);
end
$$;
comment on function adcp_api.set_orphan_adoption(uuid, text, boolean, text, text) is
    'Says whether an agent''s credential is ours alone, so that tasks which it lists and we do not know are adopted; returns the agent.';
