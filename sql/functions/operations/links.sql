-- Operations that exist because of another: corrected and submitted again, undone, looked after.

create or replace function adcp.link_replacement(p_tenant uuid, p_operation uuid, p_replaces uuid)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_state text;
    v_attention text;
begin
    select o.state, o.attention into v_state, v_attention from adcp.operations o where o.tenant_id = p_tenant and o.id = p_replaces;
    if not found then
        perform adcp.refuse_unknown('replaces', p_replaces::text);
    end if;
    if v_state not in ('failed', 'rejected', 'canceled', 'timed_out', 'input_required', 'auth_required')
        and v_attention is distinct from 'outcome_unknown'
    then
        perform adcp.refuse_field(
            'replaces', format('is %s', v_state),
            'Only an operation that ended without success, whose outcome nobody knows, or that waits for an answer that cannot be given, is replaced.');
    end if;
    insert into adcp.operation_links (tenant_id, operation_id, kind, target_id)
    values (p_tenant, p_operation, 'replaces', p_replaces);
end
$$;
comment on function adcp.link_replacement(uuid, uuid, uuid) is 'Links an operation to the one that it replaces; AD010 where that one may still succeed.';

create or replace function adcp.operation_relations(p_tenant uuid, p_operation uuid)
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select coalesce(jsonb_object_agg(r.name, r.operations), '{}'::jsonb)
    from (
        select l.kind as name, to_jsonb(l.target_id) as operations
        from adcp.operation_links l
        where l.tenant_id = p_tenant and l.operation_id = p_operation
        union all
        select case l.kind when 'replaces' then 'replaced_by' when 'cancels' then 'canceled_by' else 'read_back_by' end,
            jsonb_agg(l.operation_id order by l.operation_id desc)
        from adcp.operation_links l
        where l.tenant_id = p_tenant and l.target_id = p_operation
        group by l.kind) r;
$$;
comment on function adcp.operation_relations(uuid, uuid) is 'What an operation exists because of, and what exists because of it.';
