-- Announcing: a hint to those who listen, sent off the hot transaction, because commits that notify wait for each other.
-- It carries nothing that is not in a table, and losing it costs only time.

create or replace function adcp_api.announce(p_operations uuid[], p_is_work boolean)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_operations text := array_to_string(p_operations, ',');
begin
    if v_operations <> '' or p_operations is null then
        -- A notification holds fewer than 8000 bytes.
        perform pg_notify('adcp_changed', case when length(v_operations) < 8000 then v_operations else '*' end);
    end if;
    if p_is_work then
        perform pg_notify('adcp_work', '');
    end if;
end
$$;
comment on function adcp_api.announce(uuid[], boolean) is
    'Tells every listening instance that operations have changed (channel adcp_changed: identifiers with commas between them, or * for any) '
    'and, with p_is_work, that something has become due (channel adcp_work). p_operations is null when more changed than can be named.';
