-- Webhooks: accepted durably under the sender's key, then applied through adcp_api.observe like every other observation.
-- Answers: accepted (200), duplicate (200), in_progress (503), key_conflict (409), conflict (409).

create or replace function adcp_api.accept_webhook(
    p_tenant uuid, p_route uuid, p_idempotency_key text, p_fingerprint bytea, p_operation_id text, p_task_id text, p_task_type text,
    p_outcome text, p_context_id text, p_seller_time timestamptz, p_reason text, p_error_code text, p_record_hash bytea, p_value jsonb,
    p_body text)
returns table (answer text, delivery_id uuid, operation_id uuid, verdict text, state text)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    v_agent uuid;
    v_delivery uuid := adcp.new_id();
    v_operation uuid;
    v_known record;
    v_applied record;
begin
    select r.agent_id into v_agent
    from adcp.webhook_routes r
    where r.tenant_id = p_tenant and r.id = p_route and r.retired_at is null;
    if not found then
        perform adcp.refuse_unknown('webhook', p_route::text);
    end if;

    insert into adcp.webhook_keys (tenant_id, agent_id, idempotency_key, fingerprint, delivery_id, due_at)
    values (p_tenant, v_agent, p_idempotency_key, p_fingerprint, v_delivery, now() + interval '10 seconds')
    on conflict (tenant_id, agent_id, idempotency_key) do nothing;
    if not found then
        select k.fingerprint, k.applied_at, k.delivery_id, k.verdict into v_known
        from adcp.webhook_keys k
        where k.tenant_id = p_tenant and k.agent_id = v_agent and k.idempotency_key = p_idempotency_key;
        return query select
            case when v_known.fingerprint <> p_fingerprint then 'key_conflict'
                when v_known.applied_at is null then 'in_progress'
                else 'duplicate' end,
            v_known.delivery_id, null::uuid, v_known.verdict, null::text;
        return;
    end if;

    v_operation := adcp.operation_of(p_tenant, v_agent, p_operation_id, p_task_id);
    insert into adcp.webhook_deliveries
        (tenant_id, id, agent_id, route_id, idempotency_key, operation_id, claimed_operation, task_id, task_type, outcome, seller_time, context_id,
         reason, error_code, record_hash, value, body)
    values (
        p_tenant, v_delivery, v_agent, p_route, p_idempotency_key, v_operation, left(p_operation_id, 255), left(p_task_id, 512), left(p_task_type, 100),
        p_outcome, p_seller_time, left(p_context_id, 512), left(p_reason, 1024), left(p_error_code, 64), p_record_hash, p_value, p_body);

    -- Accepted is accepted: when applying fails, the delivery stays due and any instance applies it later.
    begin
        select a.* into v_applied from adcp.apply_delivery(p_tenant, v_agent, p_idempotency_key, v_delivery, now()) a;
    exception when others then
        return query select 'accepted', v_delivery, v_operation, 'pending', null::text;
        return;
    end;
    return query select
        case when v_applied.verdict = 'conflict' then 'conflict' else 'accepted' end,
        v_delivery, v_operation, v_applied.verdict, v_applied.state;
end
$$;
comment on function adcp_api.accept_webhook(
    uuid, uuid, text, bytea, text, text, text, text, text, timestamptz, text, text, bytea, jsonb, text) is
    'Accepts a webhook that has proven where it comes from: binds its key to its fingerprint, keeps its bytes, applies it. '
    'answer is accepted, duplicate, in_progress, key_conflict or conflict.';

create or replace function adcp_api.webhook_route(p_tenant uuid, p_route uuid)
returns table (agent_id uuid, agent text, mode text, adcp_version text)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select r.agent_id, a.name, r.mode, a.adcp_version
    from adcp.webhook_routes r
    join adcp.agents a on a.tenant_id = r.tenant_id and a.id = r.agent_id
    where r.tenant_id = p_tenant and r.id = p_route and r.retired_at is null;
$$;
comment on function adcp_api.webhook_route(uuid, uuid) is 'Who may call an address, how it must prove itself and which AdCP release it speaks; no row for an unknown address.';
