-- The judgement, in one place for every channel and for one observation as for a thousand (AdCP convergence contract).

create or replace function adcp.judge(
    p_state text, p_bound_task text, p_settlement_hash bytea, p_record_is_complete boolean, p_seen_at timestamptz,
    p_lease_holds boolean, p_task_is_free boolean, p_outcome text, p_task text, p_hash bytea, p_at timestamptz)
returns text
language plpgsql
immutable
parallel safe
as $$
begin
    return case
        when p_state is null then 'unmatched'
        -- A handle is bound once; another one for the same operation, or the same one for another, is never a successor.
        when p_task <> p_bound_task or not p_task_is_free then 'conflict'
        when p_state in ('completed', 'failed', 'canceled', 'rejected') then case
            when p_outcome not in ('completed', 'failed', 'canceled', 'rejected') then 'stale'
            -- An old poll tells that it ended, without the record; the first full record of that end belongs to it (I-14).
            when p_outcome = p_state and not p_record_is_complete and p_hash is not null then 'supplemented'
            when p_outcome = p_state and (p_hash = p_settlement_hash or p_hash is null or p_settlement_hash is null) then 'duplicate'
            else 'conflict' end
        -- The first authentic outcome wins, whoever brings it, lease or not.
        when p_outcome in ('completed', 'failed', 'canceled', 'rejected') then 'moved'
        when p_state = 'timed_out' then 'stale'
        when not p_lease_holds then 'stale'
        when p_outcome in ('retry', 'outcome_unknown') then 'retried'
        when p_at < p_seen_at then 'stale'
        when p_outcome = p_state then 'same'
        when p_outcome = 'submitted' and coalesce(p_task, p_bound_task) is null then 'retried'
        else 'moved'
    end;
end
$$;
comment on function adcp.judge(text, text, bytea, boolean, timestamptz, boolean, boolean, text, text, bytea, timestamptz) is
    'What an observation means for an operation: moved, same, retried, stale, supplemented, duplicate, conflict or unmatched. '
    'Takes the operation''s state, task, settlement hash, whether its record is complete and the seller''s last time, whether the observer''s lease holds and the task is nobody else''s, '
    'and the observation''s outcome, task, hash and time.';

create or replace function adcp.may_resend(
    p_outcome text, p_error_code text, p_uncertain_since timestamptz, p_is_mutating boolean, p_idempotency_supported boolean, p_first_sent_at timestamptz,
    p_replay_ttl interval, p_now timestamptz)
returns boolean
language sql
stable
parallel safe
return not p_is_mutating
    -- With these the seller has said that sending the same again is wrong, whatever it remembers (AdCP error codes).
    or coalesce(p_error_code, '') not in ('COMMITTED_RESOURCE_PURGED', 'IDEMPOTENCY_CONFLICT', 'IDEMPOTENCY_EXPIRED')
    and ((p_outcome = 'retry' and p_uncertain_since is null)
        or (p_idempotency_supported and p_now < p_first_sent_at + p_replay_ttl - interval '60 seconds'));
comment on function adcp.may_resend(text, text, timestamptz, boolean, boolean, timestamptz, interval, timestamptz) is
    'Whether the same bytes may be sent again: always for reads, and where the last try certainly changed nothing; '
    'else only while the seller still remembers the idempotency key, less a minute for its clock.';

create or replace function adcp.in_flight_until(p_tenant uuid, p_operation uuid, p_agent uuid)
returns timestamptz
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return (
        select coalesce(min(e.occurred_at), now()) from adcp.operation_events e
        where e.tenant_id = p_tenant and e.operation_id = p_operation and e.detail ->> 'error_code' = 'IDEMPOTENCY_IN_FLIGHT') + (
        select make_interval(secs => least(greatest(
            coalesce(adcp.number_of(a.capabilities #> '{adcp,idempotency,in_flight_max_seconds}'), 300), 1), 86400)::float8)
        from adcp.agents a
        where a.tenant_id = p_tenant and a.id = p_agent);
end
$$;
comment on function adcp.in_flight_until(uuid, uuid, uuid) is
    'Until when an agent that says IDEMPOTENCY_IN_FLIGHT is asked again: its in_flight_max_seconds (five minutes where it names none) from its first such answer.';

create or replace function adcp.may_resend_to(
    p_tenant uuid, p_operation uuid, p_agent uuid, p_task_type text, p_outcome text, p_error_code text, p_uncertain_since timestamptz,
    p_first_sent_at timestamptz)
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return (p_error_code is distinct from 'IDEMPOTENCY_IN_FLIGHT' or now() < adcp.in_flight_until(p_tenant, p_operation, p_agent)) and (
        select adcp.may_resend(
            p_outcome, p_error_code, p_uncertain_since, t.is_mutating, a.idempotency_supported, p_first_sent_at, a.replay_ttl, now())
        from adcp.agents a
        join adcp.task_policies t on t.task_type = adcp.policy_name(p_task_type, array(select n.task_type from adcp.task_policies n))
        where a.tenant_id = p_tenant and a.id = p_agent);
end
$$;
comment on function adcp.may_resend_to(uuid, uuid, uuid, text, text, text, timestamptz, timestamptz) is
    'The same for an operation of an agent, by what is known of the agent and of the task. A function of its own, so that only those pay for it who need it.';
