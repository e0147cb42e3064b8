-- A seller may tell the end before its first answer has reached us (AdCP convergence, I-7), even of an operation that this
-- database believes unsent, as after a restore. The operation then passes through calling_adcp in the same transaction.

create or replace function adcp.begin_early(p_tenants uuid[], p_operations uuid[], p_outcomes text[])
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    perform from unnest(p_tenants, p_operations) as u (tenant_id, operation_id)
    join adcp.schedule s on s.tenant_id = u.tenant_id and s.operation_id = u.operation_id
    order by s.tenant_id, s.operation_id
    for no key update of s;
    update adcp.operations o
    set state = 'calling_adcp', channel = 'call', first_sent_at = coalesce(o.first_sent_at, now())
    from unnest(p_tenants, p_operations, p_outcomes) as u (tenant_id, operation_id, outcome)
    where o.tenant_id = u.tenant_id and o.id = u.operation_id and o.state = 'requested'
        and u.outcome not in ('retry', 'outcome_unknown', 'timed_out');
end
$$;
comment on function adcp.begin_early(uuid[], uuid[], text[]) is 'Moves operations that the seller already speaks of from requested to calling_adcp.';
