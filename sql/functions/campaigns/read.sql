-- Reading campaigns: each buy with its chain, what governance said, and what all of it comes to.

create or replace function adcp.campaign_state(p_open integer, p_states text[], p_attentions text[])
returns text
language sql
immutable
parallel safe
return case
    when array_length(array_remove(p_attentions, null), 1) > 0 then 'needs_person'
    when p_open > 0 then 'in_progress'
    when 'completed' <> all (p_states) then 'failed'
    when 'completed' = all (p_states) then 'completed'
    else 'partly_completed'
end;
comment on function adcp.campaign_state(integer, text[], text[]) is
    'What a campaign comes to, of how many operations are open, the states of its commitments and creatives, and what calls for attention: needs_person, '
    'in_progress, completed, partly_completed (some sellers did it, others did not) or failed.';

create or replace function adcp.check_document(p_check adcp.governance_checks)
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
as $$
    select jsonb_strip_nulls(jsonb_build_object(
        'operation', p_check.operation_id, 'round', p_check.round, 'cause', p_check.cause, 'verdict', p_check.verdict,
        'check_id', p_check.check_id, 'explanation', p_check.explanation, 'findings', p_check.findings, 'conditions', p_check.conditions,
        'payload_hash', encode(p_check.payload_hash, 'hex'), 'expires_at', p_check.expires_at, 'decided_at', p_check.decided_at,
        'used_at', p_check.used_at));
$$;
comment on function adcp.check_document(adcp.governance_checks) is 'A question to governance as a JSON document, without the approval itself.';

create or replace function adcp.campaign_document(p_campaign adcp.campaigns)
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
as $$
    with part as (
        select c.ordinal, c.role, o.*
        from adcp.campaign_operations c
        join adcp.operations o on o.tenant_id = c.tenant_id and o.id = c.operation_id
        where c.tenant_id = p_campaign.tenant_id and c.campaign_id = p_campaign.id
    ),
    buy as (
        select p.ordinal, jsonb_strip_nulls(jsonb_build_object(
            'agent', a.name, 'task_type', p.task_type, 'state', p.state, 'attention', p.attention, 'reason', p.reason,
            'operation', p.id,
            'seller_reference', s.value ->> 'media_buy_id',
            'confirmed_at', coalesce(to_jsonb(m.confirmed_at), s.value -> 'confirmed_at'),
            'creatives', (
                select jsonb_build_object(
                    'operation', x.id, 'state', x.state, 'attention', x.attention,
                    'statuses', (
                        select jsonb_object_agg(k.status, k.count)
                        from (select coalesce(c.status, 'unknown') as status, count(*) from adcp.creatives c
                              where c.tenant_id = x.tenant_id and c.operation_id = x.id group by 1) k))
                from part x where x.ordinal = p.ordinal and x.role = 'creatives'),
            'outcome_report', (
                select jsonb_build_object('operation', x.id, 'state', x.state, 'attention', x.attention)
                from part x where x.ordinal = p.ordinal and x.role = 'outcome'),
            'checks', (
                select jsonb_agg(adcp.check_document(k) || jsonb_build_object('state', x.state) order by k.round)
                from adcp.governance_checks k
                join part x on x.id = k.operation_id
                where k.tenant_id = p.tenant_id and k.commit_operation_id = p.id))) as document
        from part p
        join adcp.agents a on a.tenant_id = p.tenant_id and a.id = p.agent_id
        left join adcp.settlements s on s.tenant_id = p.tenant_id and s.operation_id = p.id and s.outcome = 'completed'
        left join adcp.media_buys m on m.tenant_id = p.tenant_id and m.operation_id = p.id
        where p.role = 'commit'
    )
    select jsonb_strip_nulls(jsonb_build_object(
        'id', p_campaign.id, 'name', p_campaign.name,
        'state', (
            select adcp.campaign_state(
                count(*) filter (where adcp.is_open(p.state))::integer,
                array_agg(p.state) filter (where p.role in ('commit', 'creatives')),
                -- A pause of the question itself is told of its commitment.
                array_agg(p.attention) filter (where p.role <> 'check'))
            from part p),
        'plan_id', p_campaign.plan_id,
        'governance_agent', (
            select a.name from adcp.agents a where a.tenant_id = p_campaign.tenant_id and a.id = p_campaign.governance_agent_id),
        'caller', p_campaign.caller, 'conditions', case when p_campaign.plan_id is not null then p_campaign.conditions end,
        'idempotency_key', p_campaign.request_key, 'created_at', p_campaign.created_at,
        'buys', (select jsonb_agg(b.document order by b.ordinal) from buy b)));
$$;
comment on function adcp.campaign_document(adcp.campaigns) is 'A campaign as a JSON document: every buy with its chain and its verdicts, oldest first.';

create or replace function adcp_api.get_campaign(p_tenant uuid, p_campaign uuid)
returns jsonb
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_document jsonb;
begin
    select adcp.campaign_document(c) into v_document from adcp.campaigns c where c.tenant_id = p_tenant and c.id = p_campaign;
    if not found then
        perform adcp.refuse_unknown('campaign', p_campaign::text);
    end if;
    return v_document;
end
$$;
comment on function adcp_api.get_campaign(uuid, uuid) is 'One campaign with its buys; AD011 when the tenant has none such.';

create or replace function adcp_api.list_campaigns(p_tenant uuid, p_before uuid default null, p_limit integer default 50)
returns jsonb
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if p_limit is null or p_limit not between 1 and 500 then
        perform adcp.refuse_field('limit', 'is not between 1 and 500');
    end if;
    return (
        select jsonb_build_object(
            'campaigns', coalesce(jsonb_agg(page.document order by page.id desc), '[]'::jsonb),
            'next', case when count(*) = p_limit then min(page.id::text) end)
        from (
            select c.id, adcp.campaign_document(c) as document
            from adcp.campaigns c
            where c.tenant_id = p_tenant and (p_before is null or c.id < p_before)
            order by c.id desc
            limit p_limit) page);
end
$$;
comment on function adcp_api.list_campaigns(uuid, uuid, integer) is 'Campaigns of a tenant, newest first, a page at a time: pass next as p_before.';
