-- Webhooks that have proven where they come from: accepted durably under the sender's key, and applied, many in one transaction.
-- Locks are taken in one order by everybody: nonces, keys, next steps, operations, each sorted.

create or replace function adcp_api.accept_webhooks(
    p_tenants uuid[], p_routes uuid[], p_key_ids text[], p_nonces text[], p_nonces_kept_until bigint[], p_idempotency_keys text[],
    p_fingerprints bytea[], p_operation_ids text[], p_task_ids text[], p_task_types text[], p_outcomes text[], p_context_ids text[],
    p_seller_times timestamptz[], p_reasons text[], p_error_codes text[], p_record_hashes bytea[], p_values jsonb[], p_bodies text[])
returns table (ordinal integer, answer text, delivery_id uuid, operation_id uuid, verdict text)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
set plan_cache_mode = force_generic_plan
-- Somebody may be at the same delivery, or at the same operation: senders come back (I-18).
set lock_timeout = '1s'
as $$
#variable_conflict use_column
declare
    v_agents uuid[];
    v_uses text[];
    v_arrivals adcp.arrival[];
begin
    v_agents := array(
        select (select r.agent_id from adcp.webhook_routes r where r.tenant_id = u.tenant_id and r.id = u.route_id and r.retired_at is null)
        from unnest(p_tenants, p_routes) with ordinality as u (tenant_id, route_id, ordinal)
        order by u.ordinal);
    if array_remove(p_nonces, null) <> '{}' then
        v_uses := adcp.spend_nonces(p_tenants, v_agents, p_key_ids, p_nonces, p_nonces_kept_until);
    end if;

    with said as materialized (
        select u.*, adcp.new_id() as delivery_id
        from unnest(
            p_tenants, v_agents, v_uses, p_idempotency_keys, p_fingerprints, p_operation_ids, p_task_ids, p_task_types, p_outcomes,
            p_context_ids, p_seller_times, p_reasons, p_error_codes, p_record_hashes, p_values) with ordinality
            as u (tenant_id, agent_id, use, idempotency_key, fingerprint, claimed_operation, task_id, task_type, outcome,
                context_id, seller_time, reason, error_code, record_hash, value, ordinal)
        where u.agent_id is not null and coalesce(u.use, 'fresh') = 'fresh'
    ),
    -- Kept as applied with the verdict that nearly all come to; adcp.conclude_arrivals corrects the others.
    bound as (
        insert into adcp.webhook_keys (tenant_id, agent_id, idempotency_key, fingerprint, delivery_id, applied_at, verdict)
        select distinct on (s.tenant_id, s.agent_id, s.idempotency_key)
            s.tenant_id, s.agent_id, s.idempotency_key, s.fingerprint, s.delivery_id, now(), 'moved'
        from said s
        order by s.tenant_id, s.agent_id, s.idempotency_key, s.ordinal
        on conflict (tenant_id, agent_id, idempotency_key) do nothing
        returning delivery_id
    )
    select array_agg(row(
            s.ordinal::integer, s.tenant_id, s.agent_id, s.idempotency_key, s.delivery_id, now(),
            -- Nearly always our own identifier; adcp.weigh_arrivals looks for the task else.
            (select o.id from adcp.operations o
             where o.tenant_id = s.tenant_id and o.agent_id = s.agent_id and o.id = adcp.uuid_of(s.claimed_operation)),
            left(s.claimed_operation, 255), left(s.task_id, 512), left(s.task_type, 100), s.outcome, left(s.context_id, 512), s.seller_time, left(s.reason, 1024), left(s.error_code, 64),
            s.record_hash, s.value, null)::adcp.arrival order by s.ordinal)
        into v_arrivals
    from said s
    where s.delivery_id in (select b.delivery_id from bound b);

    if v_arrivals is not null then
        v_arrivals := adcp.apply_arrivals(v_arrivals);
        insert into adcp.webhook_deliveries
            (tenant_id, id, agent_id, route_id, idempotency_key, operation_id, claimed_operation, task_id, task_type, outcome, seller_time,
             context_id, reason, error_code, record_hash, value, fingerprint, body)
        select a.tenant_id, a.delivery_id, a.agent_id, p_routes[a.ordinal], a.idempotency_key, a.operation_id, a.claimed_operation, a.task_id,
            a.task_type, a.outcome, a.seller_time, a.context_id, a.reason, a.error_code, a.record_hash, a.value, p_fingerprints[a.ordinal],
            p_bodies[a.ordinal]
        from unnest(v_arrivals) a;
        perform adcp.conclude_arrivals(v_arrivals, true);
    end if;

    return query
    with told as materialized (
        select u.ordinal::integer as ordinal, u.tenant_id, u.agent_id, u.use, u.idempotency_key, u.fingerprint, k.delivery_id, k.verdict,
            k.applied_at is not null as is_applied, k.fingerprint <> u.fingerprint as is_other, a.operation_id, a.ordinal is not null as is_new
        from unnest(p_tenants, v_agents, v_uses, p_idempotency_keys, p_fingerprints) with ordinality
            as u (tenant_id, agent_id, use, idempotency_key, fingerprint, ordinal)
        left join lateral (
            select k.fingerprint, k.delivery_id, k.verdict, k.applied_at
            from adcp.webhook_keys k
            where k.tenant_id = u.tenant_id and k.agent_id = u.agent_id and k.idempotency_key = u.idempotency_key) k on true
        left join lateral (select x.ordinal, x.operation_id from unnest(v_arrivals) x where x.ordinal = u.ordinal) a on true
    ),
    -- Kept for people: whoever sends two payloads under one key has lost one of them.
    contradicting as (
        insert into adcp.webhook_deliveries
            (tenant_id, id, agent_id, route_id, idempotency_key, claimed_operation, task_id, task_type, outcome, seller_time, context_id,
             reason, error_code, record_hash, value, fingerprint, refusal, body)
        select t.tenant_id, adcp.new_id(), t.agent_id, p_routes[t.ordinal], t.idempotency_key, left(p_operation_ids[t.ordinal], 255),
            left(p_task_ids[t.ordinal], 512), left(p_task_types[t.ordinal], 100), p_outcomes[t.ordinal], p_seller_times[t.ordinal],
            left(p_context_ids[t.ordinal], 512), left(p_reasons[t.ordinal], 1024), left(p_error_codes[t.ordinal], 64),
            p_record_hashes[t.ordinal], p_values[t.ordinal], t.fingerprint, 'key_conflict', p_bodies[t.ordinal]
        from told t
        where t.is_other and coalesce(t.use, 'fresh') = 'fresh'
    )
    select t.ordinal,
        case when t.agent_id is null then 'unknown'
            when t.use <> 'fresh' then t.use
            when t.is_other then 'key_conflict'
            when t.verdict in ('conflict', 'mismatched') then 'conflict'
            when t.verdict = 'awaited' then 'awaited'
            -- What could not be applied is kept and stays due, and any instance applies it later (I-26).
            when not t.is_applied then 'in_progress'
            when t.is_new then 'accepted'
            else 'duplicate' end,
        t.delivery_id, case when t.is_new then t.operation_id end, coalesce(t.verdict, 'pending')
    from told t
    order by t.ordinal;
end
$$;
comment on function adcp_api.accept_webhooks(
    uuid[], uuid[], text[], text[], bigint[], text[], bytea[], text[], text[], text[], text[], text[], timestamptz[], text[], text[],
    bytea[], jsonb[], text[]) is
    'Accepts webhooks that have proven where they come from, one element each in every array, all in one transaction: uses their nonces up, binds each key '
    'to its fingerprint, keeps the bytes, applies them. answer is accepted or duplicate (200), key_conflict or conflict (409), in_progress or awaited (503: '
    'come back), replayed, rate_abuse or revoked (401), unknown (404). operation_id is that of an operation which a new delivery speaks of.';
