-- Reading webhooks: deliveries as the documents that the API and the command line show. Times are UTC.

create or replace function adcp.webhook_document(p_delivery adcp.webhook_deliveries)
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
as $$
    select jsonb_strip_nulls(jsonb_build_object(
        'id', p_delivery.id,
        'agent', (
            select a.name from adcp.agents a
            where a.tenant_id = p_delivery.tenant_id and a.id = p_delivery.agent_id),
        'mode', (
            select r.mode from adcp.webhook_routes r
            where r.tenant_id = p_delivery.tenant_id and r.id = p_delivery.route_id),
        'received_at', p_delivery.received_at,
        'idempotency_key', nullif(p_delivery.idempotency_key, ''),
        'operation', p_delivery.operation_id,
        'claimed_operation', nullif(p_delivery.claimed_operation, p_delivery.operation_id::text),
        'task_id', p_delivery.task_id,
        'task_type', p_delivery.task_type,
        'outcome', p_delivery.outcome,
        'seller_time', p_delivery.seller_time,
        'reason', p_delivery.reason,
        'error_code', p_delivery.error_code,
        'record_hash', encode(p_delivery.record_hash, 'hex'),
        'fingerprint', encode(p_delivery.fingerprint, 'hex'),
        'verdict', coalesce(p_delivery.refusal, k.verdict, 'pending'),
        'applied_at', k.applied_at,
        'failed_attempts', nullif(k.attempt, 0)))
    from (select) one
    left join adcp.webhook_keys k
        on k.tenant_id = p_delivery.tenant_id and k.agent_id = p_delivery.agent_id
        and k.idempotency_key = p_delivery.idempotency_key and k.delivery_id = p_delivery.id;
$$;
comment on function adcp.webhook_document(adcp.webhook_deliveries) is 'A delivery and what became of it as a JSON document, without its body.';

create or replace function adcp_api.get_webhook(p_tenant uuid, p_delivery uuid)
returns jsonb
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_document jsonb;
begin
    select adcp.webhook_document(d) || jsonb_build_object('body', d.body) into v_document
    from adcp.webhook_deliveries d
    where d.tenant_id = p_tenant and d.id = p_delivery;
    if not found then
        perform adcp.refuse_unknown('webhook', p_delivery::text);
    end if;
    return v_document;
end
$$;
comment on function adcp_api.get_webhook(uuid, uuid) is 'One delivery with its body as it came; AD011 when the tenant has none such.';

create or replace function adcp_api.list_webhooks(
    p_tenant uuid, p_agent text default null, p_verdict text default null, p_operation uuid default null, p_before uuid default null,
    p_limit integer default 50)
returns jsonb
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_agent uuid;
    v_page jsonb;
begin
    if p_limit is null or p_limit not between 1 and 500 then
        perform adcp.refuse_field('limit', 'is not between 1 and 500');
    end if;
    if p_agent is not null then
        select a.id into v_agent from adcp.agents a where a.tenant_id = p_tenant and a.name = p_agent;
        if not found then
            perform adcp.refuse_unknown('agent', p_agent);
        end if;
    end if;
    select jsonb_build_object(
            'webhooks', coalesce(jsonb_agg(page.document order by page.id desc), '[]'::jsonb),
            'next', case when count(*) = p_limit then min(page.id::text) end)
        into v_page
    from (
        select d.id, x.document
        from adcp.webhook_deliveries d
        cross join lateral (select adcp.webhook_document(d) as document) x
        where d.tenant_id = p_tenant
            and (p_before is null or d.id < p_before)
            and (v_agent is null or d.agent_id = v_agent)
            and (p_operation is null or d.operation_id = p_operation)
            and (p_verdict is null or x.document ->> 'verdict' = p_verdict)
        order by d.id desc
        limit p_limit) page;
    return v_page;
end
$$;
comment on function adcp_api.list_webhooks(uuid, text, text, uuid, uuid, integer) is
    'Accepted deliveries of a tenant, newest first, a page at a time: pass next as p_before. Every filter is optional; verdict pending and awaited find what '
    'was not applied yet, unmatched and mismatched what no operation took, key_conflict and invalid what was refused and kept.';
