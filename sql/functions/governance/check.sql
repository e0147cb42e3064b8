-- Asking governance about one commitment: the question holds the frozen request, so that what is approved is what is sent (C §8).

create or replace function adcp.release_of(p_version text)
returns integer
language sql
immutable
parallel safe
return split_part(p_version, '.', 1)::integer * 1000 + substring(split_part(p_version, '.', 2) from '^[0-9]+')::integer;
comment on function adcp.release_of(text) is 'An AdCP release as one number to compare: 3.2 is 3002.';

create or replace function adcp.with_plan(p_request jsonb, p_plan text, p_version text)
returns jsonb
language sql
immutable
parallel safe
-- Up to 3.1 the seller asks governance by the plan's name; from 3.2 on the approval alone tells it.
return case when adcp.release_of(p_version) < 3002 then p_request || jsonb_build_object('plan_id', p_plan) else p_request end;
comment on function adcp.with_plan(jsonb, text, text) is 'A governed request as its release wants it: with the plan''s name where the seller needs it.';

create or replace function adcp.open_check(
    p_tenant uuid, p_commit uuid, p_cause text, p_commitment jsonb default null, p_consultation text default null)
returns uuid
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_check uuid;
    v_part record;
begin
    select c.campaign_id, c.ordinal, g.governance_agent_id,
        coalesce((select max(k.round) from adcp.governance_checks k where k.tenant_id = p_tenant and k.commit_operation_id = p_commit), 0) as rounds
        into v_part
    from adcp.campaign_operations c
    join adcp.campaigns g on g.tenant_id = c.tenant_id and g.id = c.campaign_id
    where c.tenant_id = p_tenant and c.operation_id = p_commit;
    v_check := adcp.add_operation(p_tenant, v_part.governance_agent_id, 'check_governance', '{}', p_campaign => v_part.campaign_id);
    insert into adcp.campaign_operations (tenant_id, operation_id, campaign_id, ordinal, role)
    values (p_tenant, v_check, v_part.campaign_id, v_part.ordinal, 'check');
    insert into adcp.governance_checks
        (tenant_id, operation_id, commit_operation_id, round, cause, proposed_commitment, consultation_context)
    values (p_tenant, v_check, p_commit, v_part.rounds + 1, p_cause, p_commitment, p_consultation);
    return v_check;
end
$$;
comment on function adcp.open_check(uuid, uuid, text, jsonb, text) is 'Opens the next round of questions about a commitment; its request is written when it is about to be asked.';

create or replace function adcp.check_request(p_tenant uuid, p_check uuid, p_payload jsonb)
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select jsonb_strip_nulls(jsonb_build_object(
            'plan_id', g.plan_id, 'caller', g.caller, 'tool', o.task_type, 'purchase_type', t.purchase_type,
            'target_agent', case when adcp.release_of(a.adcp_version) >= 3001 then s.url end,
            'proposed_commitment', case when adcp.release_of(a.adcp_version) >= 3002 then k.proposed_commitment end,
            'consultation_context', case when adcp.release_of(a.adcp_version) >= 3002 then k.consultation_context end))
        -- Not through strip_nulls: a null of the request is part of it.
        || jsonb_build_object('payload', p_payload)
    from adcp.governance_checks k
    join adcp.operations o on o.tenant_id = k.tenant_id and o.id = k.commit_operation_id
    join adcp.task_policies t on t.task_type = adcp.policy_name(o.task_type, array(select n.task_type from adcp.task_policies n))
    join adcp.agents s on s.tenant_id = o.tenant_id and s.id = o.agent_id
    join adcp.campaigns g on g.tenant_id = o.tenant_id and g.id = o.campaign_id
    join adcp.agents a on a.tenant_id = g.tenant_id and a.id = g.governance_agent_id
    where k.tenant_id = p_tenant and k.operation_id = p_check;
$$;
comment on function adcp.check_request(uuid, uuid, jsonb) is 'The arguments of check_governance about a frozen request, as the governance agent''s release has them.';

create or replace function adcp.prepare_check(p_tenant uuid, p_check uuid)
returns table (request text, unknown_agent uuid)
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_commit record;
    v_agent record;
    v_payload text;
    v_frozen text;
begin
    select o.id, o.agent_id into v_commit
    from adcp.governance_checks k
    join adcp.operations o on o.tenant_id = k.tenant_id and o.id = k.commit_operation_id
    where k.tenant_id = p_tenant and k.operation_id = p_check;
    v_payload := adcp.freeze_payload(p_tenant, v_commit.id);
    if v_payload is null then
        return query select null::text, v_commit.agent_id;
        return;
    end if;
    select p.frozen into v_frozen
    from adcp.operation_payloads p
    where p.tenant_id = p_tenant and p.operation_id = p_check;
    if v_frozen is null then
        select a.adcp_version into v_agent
        from adcp.operations o
        join adcp.agents a on a.tenant_id = o.tenant_id and a.id = o.agent_id
        where o.tenant_id = p_tenant and o.id = p_check and a.adcp_version is not null;
        if not found then
            return query select null::text, null::uuid;
            return;
        end if;
        v_frozen := adcp.frozen_request(
            adcp.check_request(p_tenant, p_check, v_payload::jsonb), p_check, null, v_agent.adcp_version, null, true);
        update adcp.operation_payloads p
        set frozen = v_frozen, request = null
        where p.tenant_id = p_tenant and p.operation_id = p_check;
        update adcp.governance_checks k
        set payload_hash = sha256(convert_to(v_payload, 'UTF8'))
        where k.tenant_id = p_tenant and k.operation_id = p_check;
    end if;
    return query select v_frozen, null::uuid;
end
$$;
comment on function adcp.prepare_check(uuid, uuid) is
    'The question about a commitment, frozen together with what it asks about; names the seller''s agent where that must be asked for its version first.';

create or replace function adcp.hold(p_tenant uuid, p_operation uuid)
returns void
language sql
set search_path = pg_catalog, pg_temp
as $$
    update adcp.schedule s
    set step = 'call', due_at = 'infinity', lease_token = s.lease_token + 1, leased_by = null, leased_until = null
    where s.tenant_id = p_tenant and s.operation_id = p_operation;
$$;
comment on function adcp.hold(uuid, uuid) is 'Holds an operation back until another releases it; whoever has it in hand has no lease any more.';

create or replace function adcp.has_open_check(p_tenant uuid, p_commit uuid)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select exists (
        select from adcp.governance_checks k
        join adcp.operations o on o.tenant_id = k.tenant_id and o.id = k.operation_id
        where k.tenant_id = p_tenant and k.commit_operation_id = p_commit and k.verdict is null and adcp.is_open(o.state));
$$;
comment on function adcp.has_open_check(uuid, uuid) is 'Whether governance was asked about a commitment and may still answer.';

create or replace function adcp.withdraw_checks(p_tenant uuid, p_commit uuid)
returns void
language sql
set search_path = pg_catalog, pg_temp
as $$
    -- One that another has in hand is left to its end: who observes a question locks it before its commitment.
    with unasked as materialized (
        select s.operation_id
        from adcp.governance_checks k
        join adcp.operations o on o.tenant_id = k.tenant_id and o.id = k.operation_id and o.state = 'requested'
        join adcp.schedule s on s.tenant_id = k.tenant_id and s.operation_id = k.operation_id
        where k.tenant_id = p_tenant and k.commit_operation_id = p_commit
        for no key update of s skip locked
    )
    select adcp.settle_unsent(p_tenant, u.operation_id, 'canceled', 'governance', 'What it asks about has ended.') from unasked u;
$$;
comment on function adcp.withdraw_checks(uuid, uuid) is 'Ends the questions about a commitment that were not asked yet.';

create or replace function adcp.check_again(p_tenant uuid, p_commit uuid, p_cause text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_last record;
begin
    perform adcp.hold(p_tenant, p_commit);
    select k.proposed_commitment, k.consultation_context into v_last
    from adcp.governance_checks k
    where k.tenant_id = p_tenant and k.commit_operation_id = p_commit
    order by k.round desc
    limit 1;
    perform adcp.open_check(p_tenant, p_commit, p_cause, v_last.proposed_commitment, v_last.consultation_context);
end
$$;
comment on function adcp.check_again(uuid, uuid, text) is 'Holds a commitment back and asks governance about its present request once more.';
