-- The chain: what a settled operation of a campaign releases, in the transaction that settled it.

create or replace function adcp.conclude_commit(p_tenant uuid, p_commit uuid)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_commit record;
    v_next record;
    v_report jsonb;
    v_creatives jsonb;
begin
    select o.state, c.campaign_id, c.ordinal, s.value, p.frozen::jsonb as request into v_commit
    from adcp.operations o
    join adcp.campaign_operations c on c.tenant_id = o.tenant_id and c.operation_id = o.id
    join adcp.settlements s on s.tenant_id = o.tenant_id and s.operation_id = o.id
    join adcp.operation_payloads p on p.tenant_id = o.tenant_id and p.operation_id = o.id
    where o.tenant_id = p_tenant and o.id = p_commit;
    -- Done, and what it is comes with the look that was sent after it.
    if v_commit.state = 'completed' and adcp.awaits_record(p_tenant, p_commit) then
        return;
    end if;
    perform adcp.withdraw_checks(p_tenant, p_commit);
    for v_next in
        select c.operation_id, c.role, p.request
        from adcp.campaign_operations c
        join adcp.schedule s on s.tenant_id = c.tenant_id and s.operation_id = c.operation_id and s.due_at = 'infinity'
        join adcp.operation_payloads p on p.tenant_id = c.tenant_id and p.operation_id = c.operation_id
        where c.tenant_id = p_tenant and c.campaign_id = v_commit.campaign_id and c.ordinal = v_commit.ordinal and c.role in ('creatives', 'outcome')
        order by c.operation_id
        for no key update of s
    loop
        if v_next.role = 'outcome' then
            v_report := adcp.outcome_request(p_tenant, p_commit);
            if v_report is null and adcp.has_open_check(p_tenant, p_commit) then
                -- An approval may still come, and governance is then told that nothing was bought on it.
                continue;
            elsif v_report is null then
                perform adcp.settle_unsent(p_tenant, v_next.operation_id, 'canceled', 'governance', 'Nothing was approved, so that there is nothing to report.');
            else
                perform adcp.release(p_tenant, v_next.operation_id, v_report);
            end if;
        elsif v_commit.state <> 'completed' then
            perform adcp.settle_unsent(p_tenant, v_next.operation_id, 'canceled', 'clock', 'The buy that it belongs to was not made.');
        else
            v_creatives := adcp.creatives_request(v_next.request, v_commit.value, v_commit.request);
            if v_creatives is null then
                perform adcp.settle_unsent(
                    p_tenant, v_next.operation_id, 'failed', 'clock', 'An assignment names a product for which the seller made no package.', 'PACKAGE_NOT_FOUND',
                    jsonb_build_array(jsonb_build_object(
                        'code', 'PACKAGE_NOT_FOUND', 'message', 'An assignment names a product for which the seller made no package.',
                        'recovery', 'correctable', 'field', 'assignments')));
            else
                perform adcp.release(p_tenant, v_next.operation_id, v_creatives);
            end if;
        end if;
    end loop;
end
$$;
comment on function adcp.conclude_commit(uuid, uuid) is
    'What a settled commitment means for what waits on it: creatives go where there is a buy, governance hears the outcome where it approved.';

create or replace function adcp.creatives_request(p_creatives jsonb, p_result jsonb, p_commit jsonb)
returns jsonb
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_assignments jsonb;
    v_request jsonb := p_creatives;
begin
    if not v_request ? 'account' and p_commit ? 'account' then
        v_request := v_request || jsonb_build_object('account', p_commit -> 'account');
    end if;
    if jsonb_typeof(p_creatives -> 'assignments') is distinct from 'array' then
        return v_request;
    end if;
    -- The seller names its packages only now: an assignment by product goes to every package of that product; sellers that leave the
    -- product out answer in the order of the request.
    with package as (
        select r.package ->> 'package_id' as package_id,
            coalesce(r.package ->> 'product_id', p_commit -> 'packages' -> (r.position::integer - 1) ->> 'product_id') as product_id
        from jsonb_array_elements(case
                when jsonb_typeof(p_result -> 'packages') = 'array' then p_result -> 'packages'
                when jsonb_typeof(p_result -> 'purchase_bindings') = 'array' then p_result -> 'purchase_bindings'
                else '[]' end)
            with ordinality as r (package, position)
    )
    select jsonb_agg(
            case when a.assignment ? 'package_id' or not a.assignment ? 'product_id' then a.assignment
                else a.assignment - 'product_id' || jsonb_build_object('package_id', k.package_id) end
            order by a.position)
        into v_assignments
    from jsonb_array_elements(p_creatives -> 'assignments') with ordinality as a (assignment, position)
    left join package k on k.product_id = a.assignment ->> 'product_id' and not a.assignment ? 'package_id';
    if v_assignments @? '$[*] ? (@.package_id == null)' then
        return null;
    end if;
    return v_request || jsonb_build_object('assignments', v_assignments);
end
$$;
comment on function adcp.creatives_request(jsonb, jsonb, jsonb) is
    'The creatives of a buy as they can be sent now that it is made: with its account, and its packages where they were named by product. Null when a product has none.';

create or replace function adcp.awaits_record(p_tenant uuid, p_operation uuid)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select exists (
        select from adcp.operation_links l
        join adcp.operations o on o.tenant_id = l.tenant_id and o.id = l.operation_id
        where l.tenant_id = p_tenant and l.target_id = p_operation and l.kind = 'reads_back' and o.settled_at is null and o.state <> 'timed_out');
$$;
comment on function adcp.awaits_record(uuid, uuid) is 'Whether somebody still looks what an operation made.';
