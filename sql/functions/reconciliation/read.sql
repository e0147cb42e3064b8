-- Reading comparisons.

create or replace function adcp.reconciliation_document(p_run adcp.reconciliations, p_is_full boolean)
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
as $$
    select jsonb_strip_nulls(jsonb_build_object(
        'id', p_run.id, 'agent', (select a.name from adcp.agents a where a.tenant_id = p_run.tenant_id and a.id = p_run.agent_id),
        'account', (select c.reference from adcp.accounts c where c.tenant_id = p_run.tenant_id and c.id = p_run.account_id),
        'cause', p_run.cause, 'started_at', p_run.started_at, 'finished_at', p_run.finished_at,
        'outcome', coalesce(p_run.outcome, 'running'), 'listed', p_run.listed, 'reason', p_run.reason,
        'differences', (
            select jsonb_object_agg(c.kind, c.findings) from (
                select f.kind, count(*) as findings
                from adcp.reconciliation_findings f
                where f.tenant_id = p_run.tenant_id and f.reconciliation_id = p_run.id
                group by f.kind) c),
        'findings', case when p_is_full then coalesce((
            select jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                    'id', f.id, 'kind', f.kind, 'task_id', f.task_id, 'task_type', f.task_type, 'operation', f.operation_id, 'media_buy_id', f.media_buy_id,
                    'our_state', f.our_state, 'their_state', f.their_state, 'action', f.action)) order by f.id)
            from adcp.reconciliation_findings f
            where f.tenant_id = p_run.tenant_id and f.reconciliation_id = p_run.id), '[]') end));
$$;
comment on function adcp.reconciliation_document(adcp.reconciliations, boolean) is 'A comparison as a JSON document, whole with its findings.';

create or replace function adcp_api.list_reconciliations(p_tenant uuid, p_agent text default null, p_limit integer default 100)
returns jsonb
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_agent uuid;
begin
    if p_limit is null or p_limit not between 1 and 500 then
        perform adcp.refuse_field('limit', 'is not between 1 and 500');
    end if;
    if p_agent is not null then
        v_agent := adcp.agent_named(p_tenant, p_agent);
    end if;
    return (
        select jsonb_build_object('reconciliations', coalesce(jsonb_agg(adcp.reconciliation_document(r, false) order by r.id desc), '[]'))
        from (
            select r.* from adcp.reconciliations r
            where r.tenant_id = p_tenant and (v_agent is null or r.agent_id = v_agent)
            order by r.id desc
            limit p_limit) r);
end
$$;
comment on function adcp_api.list_reconciliations(uuid, text, integer) is 'Comparisons of a tenant, or with one agent, latest first, as a document {reconciliations}.';

create or replace function adcp_api.get_reconciliation(p_tenant uuid, p_reconciliation uuid)
returns jsonb
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_document jsonb;
begin
    select adcp.reconciliation_document(r, true) into v_document
    from adcp.reconciliations r
    where r.tenant_id = p_tenant and r.id = p_reconciliation;
    if not found then
        perform adcp.refuse_unknown('reconciliation', p_reconciliation::text);
    end if;
    return v_document;
end
$$;
comment on function adcp_api.get_reconciliation(uuid, uuid) is 'One comparison with all its findings.';
