-- Telling governance what became of a commitment: once for each, when it is known, and never that it failed while nobody knows.

create or replace function adcp.committed_amount(p_result jsonb, p_request jsonb, p_commitment jsonb)
returns numeric
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    -- What the seller confirmed, else what was asked for.
    select coalesce(
        (select sum((p.package ->> 'budget')::numeric) from jsonb_array_elements(
            case when jsonb_typeof(p_result -> 'packages') = 'array' then p_result -> 'packages' else '[]' end) as p (package)
         where jsonb_typeof(p.package -> 'budget') = 'number'),
        case when jsonb_typeof(p_result -> 'total_budget' -> 'amount') = 'number' then (p_result -> 'total_budget' ->> 'amount')::numeric end,
        case when jsonb_typeof(p_commitment -> 'amount') = 'number' then (p_commitment ->> 'amount')::numeric end,
        case when jsonb_typeof(p_request -> 'total_budget' -> 'amount') = 'number' then (p_request -> 'total_budget' ->> 'amount')::numeric end,
        (select sum((p.package ->> 'budget')::numeric) from jsonb_array_elements(case
                when jsonb_typeof(p_request -> 'packages') = 'array' then p_request -> 'packages'
                when jsonb_typeof(p_request -> 'purchases') = 'array' then p_request -> 'purchases'
                else '[]' end) as p (package)
         where jsonb_typeof(p.package -> 'budget') = 'number'),
        0);
$$;
comment on function adcp.committed_amount(jsonb, jsonb, jsonb) is 'What a commitment came to, in the currency of its request.';

create or replace function adcp.outcome_request(p_tenant uuid, p_commit uuid)
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select jsonb_strip_nulls(jsonb_build_object(
        'plan_id', g.plan_id, 'check_id', k.check_id, 'purchase_type', t.purchase_type,
        'outcome', case when s.outcome = 'completed' then 'completed' else 'failed' end,
        'seller_response', case when s.outcome = 'completed' then jsonb_build_object(
            'seller_reference', left(coalesce(
                s.value ->> 'media_buy_id', s.value ->> 'rights_grant_id', s.value ->> 'deployment_id', s.task_id, p_commit::text), 255),
            'committed_budget', adcp.committed_amount(s.value, p.frozen::jsonb, k.proposed_commitment),
            'packages', (
                select jsonb_agg(jsonb_build_object('budget', b.package -> 'budget'))
                from jsonb_array_elements(
                    case when jsonb_typeof(s.value -> 'packages') = 'array' then s.value -> 'packages' else '[]' end) as b (package)
                where jsonb_typeof(b.package -> 'budget') = 'number'),
            'creative_deadline', s.value ->> 'creative_deadline') end,
        'error', case when s.outcome <> 'completed' then jsonb_build_object(
            'code', coalesce(s.error_code, upper(s.outcome)),
            'message', left(coalesce(s.value -> 'errors' -> 0 ->> 'message', o.reason, 'The seller ended it as ' || s.outcome || '.'), 4000))
            -- Up to 3.1 an error has these two members and no others.
            || case when adcp.release_of(v.adcp_version) < 3002 then '{}'::jsonb else jsonb_build_object(
                'recovery', coalesce(s.value -> 'errors' -> 0 ->> 'recovery', 'terminal'),
                'classification_source', case
                    when s.value -> 'errors' -> 0 ->> 'recovery' is not null then 'seller_response_copy' else 'buyer_classification' end) end
            end))
        || case when k.governance_context is not null then jsonb_build_object('governance_context', k.governance_context) else '{}'::jsonb end
    from adcp.operations o
    join adcp.settlements s on s.tenant_id = o.tenant_id and s.operation_id = o.id
    join adcp.operation_payloads p on p.tenant_id = o.tenant_id and p.operation_id = o.id
    join adcp.campaigns g on g.tenant_id = o.tenant_id and g.id = o.campaign_id
    join adcp.agents v on v.tenant_id = g.tenant_id and v.id = g.governance_agent_id
    join adcp.task_policies t on t.task_type = adcp.policy_name(o.task_type, array(select n.task_type from adcp.task_policies n))
    -- The approval it was sent under; of one that was never sent, the one it had.
    join lateral (
        select c.*
        from adcp.governance_checks c
        where c.tenant_id = o.tenant_id and c.commit_operation_id = o.id and c.verdict = 'approved'
        order by c.used_at is null, c.round desc
        limit 1) k on true
    where o.tenant_id = p_tenant and o.id = p_commit;
$$;
comment on function adcp.outcome_request(uuid, uuid) is
    'The arguments of report_plan_outcome for a settled commitment; null where no approval was ever given, so that there is nothing to report.';
