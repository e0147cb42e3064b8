-- Conditions: what would be approved instead. Applied by themselves only where the campaign allows it, each states a value, and none costs more.

create or replace function adcp.condition_path(p_field text)
returns text[]
language sql
immutable
parallel safe
-- packages[0].budget and packages.0.budget alike; rooted at the arguments of check_governance (C §8.1).
return string_to_array(regexp_replace(p_field, '\[(\d+)\]', '.\1', 'g'), '.');
comment on function adcp.condition_path(text) is 'The field of a condition as a path.';

create or replace function adcp.may_be_set(p_document jsonb, p_path text[])
returns boolean
language sql
immutable
parallel safe
-- jsonb_set refuses some paths with an error and ignores others: neither may happen.
return case jsonb_typeof(p_document #> p_path[:cardinality(p_path) - 1])
    when 'object' then true
    when 'array' then p_document #> p_path is not null and p_path[cardinality(p_path)] ~ '^[0-9]{1,4}$'
    else false end;
comment on function adcp.may_be_set(jsonb, text[]) is 'Whether a value can be written at a path of a document: its parent is there, and in a list the place is, too.';

create or replace function adcp.is_reachable(p_condition jsonb, p_payload jsonb, p_commitment jsonb)
returns boolean
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    -- What identifies the request, its sender, its account and its way back is not governance's to change.
    select coalesce(
        jsonb_typeof(p_condition) = 'object' and p_condition ? 'required_value' and cardinality(c.path) between 2 and 12
            and case c.path[1]
                when 'payload' then adcp.may_be_set(p_payload, c.path[2:]) and c.path[2] <> all (array[
                    'idempotency_key', 'adcp_version', 'adcp_major_version', 'push_notification_config', 'context', 'account', 'plan_id',
                    'governance_context'])
                when 'proposed_commitment' then adcp.may_be_set(p_commitment, c.path[2:])
                else false end,
        false)
    from (select adcp.condition_path(p_condition ->> 'field') as path) c;
$$;
comment on function adcp.is_reachable(jsonb, jsonb, jsonb) is 'Whether a condition states a value for a field of the request that is ours to change.';

create or replace function adcp.is_harmless(p_condition jsonb, p_payload jsonb, p_commitment jsonb)
returns boolean
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    -- No number rises, and none appears: what governance asks for by itself never costs more.
    select case
        when jsonb_typeof(p_condition -> 'required_value') = 'number' then coalesce(
            jsonb_typeof(v.present) = 'number' and (p_condition ->> 'required_value')::numeric between 0 and (v.present #>> '{}')::numeric, false)
        else jsonb_typeof(p_condition -> 'required_value') in ('string', 'boolean') and jsonb_typeof(v.present) is distinct from 'number'
            and coalesce(jsonb_typeof(v.present), 'string') not in ('object', 'array')
        end
    from (select adcp.condition_path(p_condition ->> 'field') as path) c
    cross join lateral (select (case c.path[1] when 'payload' then p_payload else p_commitment end) #> c.path[2:] as present) v;
$$;
comment on function adcp.is_harmless(jsonb, jsonb, jsonb) is 'Whether a condition may be applied without a person: one value for another, and no higher number.';

create or replace function adcp.apply_conditions(p_tenant uuid, p_commit uuid, p_only_safe boolean)
returns boolean
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_check record;
    v_condition jsonb;
    v_payload jsonb;
    v_commitment jsonb;
    v_path text[];
begin
    select k.*, p.frozen::jsonb as payload into v_check
    from adcp.governance_checks k
    join adcp.operation_payloads p on p.tenant_id = k.tenant_id and p.operation_id = k.commit_operation_id
    where k.tenant_id = p_tenant and k.commit_operation_id = p_commit
    order by k.round desc
    limit 1;
    v_payload := v_check.payload;
    v_commitment := v_check.proposed_commitment;
    if coalesce(jsonb_array_length(v_check.conditions), 0) = 0 then
        return false;
    end if;
    for v_condition in select c.condition from jsonb_array_elements(v_check.conditions) as c (condition) loop
        if not adcp.is_reachable(v_condition, v_payload, v_commitment)
            or p_only_safe and not adcp.is_harmless(v_condition, v_payload, v_commitment)
        then
            return false;
        end if;
        v_path := adcp.condition_path(v_condition ->> 'field');
        if v_path[1] = 'payload' then
            v_payload := jsonb_set(v_payload, v_path[2:], v_condition -> 'required_value');
        else
            v_commitment := jsonb_set(v_commitment, v_path[2:], v_condition -> 'required_value');
        end if;
    end loop;
    perform adcp.reword_commit(p_tenant, p_commit, v_payload);
    perform adcp.open_check(p_tenant, p_commit, 'conditions', v_commitment, v_check.next_consultation);
    return true;
end
$$;
comment on function adcp.apply_conditions(uuid, uuid, boolean) is
    'Writes the conditions of the last verdict into the request, under a new key, and asks again; false, and nothing changed, where one cannot be applied '
    '(p_only_safe: or may not be without a person).';

create or replace function adcp.reword_commit(p_tenant uuid, p_commit uuid, p_payload jsonb)
returns void
language sql
set search_path = pg_catalog, pg_temp
as $$
    update adcp.operation_payloads p
    set frozen = (p_payload || case
            when p_payload ? 'idempotency_key' then jsonb_build_object('idempotency_key', gen_random_uuid())
            else '{}'::jsonb end)::text
    where p.tenant_id = p_tenant and p.operation_id = p_commit;
$$;
comment on function adcp.reword_commit(uuid, uuid, jsonb) is 'Gives a commitment that was not made another request: another request has another idempotency key.';

create or replace function adcp.meet_conditions(p_tenant uuid, p_commit uuid)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_applies boolean;
begin
    -- At most three rounds (C §8.2); what may have been sent is not reworded.
    select g.conditions = 'apply' and o.uncertain_since is null
            and (select count(*) from adcp.governance_checks k
                 where k.tenant_id = p_tenant and k.commit_operation_id = p_commit and k.cause = 'conditions') < 3
        into v_applies
    from adcp.operations o
    join adcp.campaigns g on g.tenant_id = o.tenant_id and g.id = o.campaign_id
    where o.tenant_id = p_tenant and o.id = p_commit;
    if not v_applies or not adcp.apply_conditions(p_tenant, p_commit, true) then
        perform adcp.call_for_attention(p_tenant, p_commit, 'governance_conditions', 'Governance would approve it under conditions; a person decides.');
    end if;
end
$$;
comment on function adcp.meet_conditions(uuid, uuid) is 'Applies conditions where the campaign allows it, else leaves them to a person.';

create or replace function adcp_api.decide_commit(
    p_tenant uuid, p_operation uuid, p_decision text, p_by text, p_request jsonb default null)
returns jsonb
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_commit record;
    v_last record;
begin
    if p_decision is null or p_decision not in ('accept', 'decline', 'check_again') then
        perform adcp.refuse_field('decision', 'is not known', 'accept, decline or check_again.');
    end if;
    if coalesce(length(p_by), 0) not between 1 and 200 then
        perform adcp.refuse_field('by', 'is not 1 to 200 characters', 'Who decides, for the record.');
    end if;
    perform from adcp.schedule s where s.tenant_id = p_tenant and s.operation_id = p_operation and s.due_at = 'infinity' for no key update;
    select o.*, a.name as agent, found as is_held, p.is_governed into v_commit
    from adcp.operations o
    join adcp.agents a on a.tenant_id = o.tenant_id and a.id = o.agent_id
    join adcp.operation_payloads p on p.tenant_id = o.tenant_id and p.operation_id = o.id
    where o.tenant_id = p_tenant and o.id = p_operation;
    if not found then
        perform adcp.refuse_unknown('operation', p_operation::text);
    end if;
    select k.* into v_last
    from adcp.governance_checks k
    where k.tenant_id = p_tenant and k.commit_operation_id = p_operation
    order by k.round desc
    limit 1;
    if not found or not v_commit.is_held or v_commit.attention is null
        or p_decision = 'accept' and p_request is null and v_last.verdict is distinct from 'conditions'
    then
        raise exception 'there is nothing to decide about this operation'
            using errcode = 'AD016', column = 'operation',
                detail = format('It is %s; its last verdict is %s.', v_commit.state, coalesce(v_last.verdict, 'not there yet')),
                hint = 'A decision is asked for where attention begins with governance_.';
    end if;
    update adcp.operations o set attention = null where o.tenant_id = p_tenant and o.id = p_operation returning o.version into v_commit.version;
    insert into adcp.operation_events
        (tenant_id, operation_id, sequence, occurred_at, kind, from_state, to_state, channel, reason, detail)
    values (
        p_tenant, p_operation, v_commit.version, now(), 'decided', v_commit.state, v_commit.state, 'operator',
        format('%s by %s', p_decision, p_by),
        jsonb_build_object('decision', p_decision, 'by', p_by, 'payload_hash', encode(v_last.payload_hash, 'hex')));

    case p_decision
        when 'decline' then
            if not adcp.settle_unsent(p_tenant, p_operation, 'canceled', 'operator', 'declined by ' || p_by) then
                perform adcp.refuse_field('decision', 'cannot be decline: the buy may have been made', 'Find out from the seller first.');
            end if;
            perform adcp.conclude_commit(p_tenant, p_operation);
        when 'accept' then
            if v_commit.uncertain_since is not null then
                perform adcp.refuse_field('decision', 'cannot be accept: the buy may have been made', 'Find out from the seller first.');
            end if;
            if p_request is not null then
                perform adcp.check_submission(p_tenant, v_commit.agent, v_commit.task_type, p_request);
                update adcp.operation_payloads p
                set frozen = null, request = p_request
                where p.tenant_id = p_tenant and p.operation_id = p_operation;
                perform adcp.freeze_payload(p_tenant, p_operation);
                perform adcp.open_check(p_tenant, p_operation, 'conditions', v_last.proposed_commitment, v_last.next_consultation);
            elsif not adcp.apply_conditions(p_tenant, p_operation, false) then
                perform adcp.refuse_field(
                    'request', 'is missing: a condition does not say what would be approved', 'Give the request as it shall be sent.');
            end if;
        else perform adcp.check_again(p_tenant, p_operation, 'asked');
    end case;
    return adcp_api.get_operation(p_tenant, p_operation);
end
$$;
comment on function adcp_api.decide_commit(uuid, uuid, text, text, jsonb) is
    'A person''s decision about a commitment that governance holds: accept the conditions (or give the request as it shall be), decline it, or ask again. '
    'AD016 when there is nothing to decide. Who decided, and about which bytes, stands in the history.';
