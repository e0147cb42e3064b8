-- The gate: a governed request leaves only under an approval of these very bytes that has not run out.

create or replace function adcp.pass_gate(p_tenant uuid, p_commit uuid)
returns table (request text)
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_check record;
    v_frozen text;
begin
    select p.frozen into v_frozen
    from adcp.operation_payloads p
    where p.tenant_id = p_tenant and p.operation_id = p_commit;
    select k.* into v_check
    from adcp.governance_checks k
    where k.tenant_id = p_tenant and k.commit_operation_id = p_commit
    order by k.round desc
    limit 1
    for no key update;
    if v_check.verdict is null then
        -- Somebody is being asked already, and will release it.
        perform adcp.hold(p_tenant, p_commit);
        return;
    end if;
    if v_check.verdict <> 'approved' or v_check.payload_hash is distinct from sha256(convert_to(v_frozen, 'UTF8')) then
        perform adcp.check_again(p_tenant, p_commit, 'expired');
        return;
    end if;
    -- Half a minute for the seller's clock and the way there, or half of an approval that is shorter than a minute.
    if v_check.expires_at - least(interval '30 seconds', (v_check.expires_at - v_check.decided_at) / 2) <= clock_timestamp() then
        if (select count(*) from adcp.governance_checks k
            where k.tenant_id = p_tenant and k.commit_operation_id = p_commit and k.cause = 'expired') >= 5
        then
            perform adcp.hold(p_tenant, p_commit);
            perform adcp.call_for_attention(
                p_tenant, p_commit, 'governance_expired', 'Approval after approval ran out before the request could be sent.');
        else
            perform adcp.check_again(p_tenant, p_commit, 'expired');
        end if;
        return;
    end if;
    update adcp.governance_checks k
    set used_at = coalesce(k.used_at, clock_timestamp())
    where k.tenant_id = p_tenant and k.operation_id = v_check.operation_id;
    return query select coalesce(
        '{"governance_context": ' || to_json(v_check.governance_context)::text || ', ' || right(v_frozen, -1), v_frozen);
end
$$;
comment on function adcp.pass_gate(uuid, uuid) is
    'A governed request with its approval, as it may be sent now; no row when it may not, and governance is asked again instead.';

create or replace function adcp_api.check_again(p_tenant uuid, p_operation uuid, p_lease_token bigint)
returns boolean
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if not adcp.take_lease(p_tenant, p_operation, p_lease_token) then
        return false;
    end if;
    perform from adcp.operation_payloads p
    where p.tenant_id = p_tenant and p.operation_id = p_operation and p.is_governed
        and not exists (
            select from adcp.governance_checks k
            where k.tenant_id = p_tenant and k.commit_operation_id = p_operation and k.cause = 'refused');
    if not found then
        return false;
    end if;
    perform adcp.check_again(p_tenant, p_operation, 'refused');
    return true;
end
$$;
comment on function adcp_api.check_again(uuid, uuid, bigint) is
    'The seller did not take the approval of a claimed call: governance is asked once more, and the call waits for it. False when that was done before, '
    'or nothing governs the operation: the refusal stands.';
