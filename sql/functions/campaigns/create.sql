-- Creating a campaign: every operation of it in one transaction, each but the first of a chain held until the one before has ended.

create or replace function adcp.check_campaign(p_tenant uuid, p_campaign jsonb)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_member text;
begin
    perform from adcp.tenants t where t.id = p_tenant;
    if not found then
        perform adcp.refuse_unknown('tenant', coalesce(p_tenant::text, '(none)'));
    end if;
    if p_campaign is null or jsonb_typeof(p_campaign) <> 'object' then
        perform adcp.refuse_field('campaign', 'is not a JSON object');
    end if;
    for v_member in select k from jsonb_object_keys(p_campaign) k loop
        if v_member <> all (array['name', 'plan_id', 'governance_agent', 'caller', 'conditions', 'buys']) then
            perform adcp.refuse_field(left(v_member, 64), 'is not a member of a campaign', 'name, plan_id, governance_agent, caller, conditions and buys are.');
        end if;
    end loop;
    foreach v_member in array array['name', 'plan_id', 'governance_agent', 'caller', 'conditions'] loop
        if jsonb_typeof(p_campaign -> v_member) <> 'string' then
            perform adcp.refuse_field(v_member, 'is not text');
        end if;
    end loop;
    if coalesce(length(p_campaign ->> 'name'), 0) not between 1 and 200 then
        perform adcp.refuse_field('name', 'is not 1 to 200 characters', 'What people call the campaign.');
    end if;
    if p_campaign ? 'plan_id' <> p_campaign ? 'governance_agent' then
        perform adcp.refuse_field(
            case when p_campaign ? 'plan_id' then 'governance_agent' else 'plan_id' end, 'is missing',
            'A governed campaign names both its plan and the agent that keeps it; an ungoverned one neither.');
    end if;
    if length(p_campaign ->> 'plan_id') not between 1 and 255 then
        perform adcp.refuse_field('plan_id', 'is not 1 to 255 characters');
    end if;
    if coalesce(p_campaign ->> 'caller', 'https://x') !~ '^https?://[^[:space:]]+$' or length(p_campaign ->> 'caller') > 2048 then
        perform adcp.refuse_field('caller', 'is not an http or https URL', 'The URL of the buyer''s own agent.');
    end if;
    if coalesce(p_campaign ->> 'conditions', 'ask') not in ('ask', 'apply') then
        perform adcp.refuse_field('conditions', 'is unknown', 'ask a person, or apply what can be applied.');
    end if;
    if jsonb_typeof(p_campaign -> 'buys') is distinct from 'array' or jsonb_array_length(p_campaign -> 'buys') not between 1 and 100 then
        perform adcp.refuse_field('buys', 'is not a list of 1 to 100', 'One for each purchase from a seller.');
    end if;
end
$$;
comment on function adcp.check_campaign(uuid, jsonb) is 'Raises AD010 or AD011 that names what is wrong with a campaign as a whole.';

create or replace function adcp.check_buy(p_tenant uuid, p_buy jsonb, p_is_governed boolean)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_member text;
    v_governed text;
begin
    if jsonb_typeof(p_buy) <> 'object' then
        perform adcp.refuse_field('buy', 'is not a JSON object');
    end if;
    for v_member in select k from jsonb_object_keys(p_buy) k loop
        if v_member <> all (array['agent', 'task_type', 'request', 'proposed_commitment', 'creatives', 'webhook']) then
            perform adcp.refuse_field(left(v_member, 64), 'is not a member of a buy', 'agent, task_type, request, proposed_commitment, creatives and webhook are.');
        end if;
    end loop;
    if jsonb_typeof(p_buy -> 'webhook') <> 'boolean' then
        perform adcp.refuse_field('webhook', 'is not true or false');
    end if;
    perform adcp.check_submission(
        p_tenant, p_buy ->> 'agent', coalesce(p_buy ->> 'task_type', 'create_media_buy'), p_buy -> 'request');
    select t.governed into v_governed
    from adcp.task_policies t
    where t.task_type = coalesce(p_buy ->> 'task_type', 'create_media_buy');
    if coalesce(v_governed, 'never') = 'never' then
        perform adcp.refuse_field('task_type', 'commits no money', 'For example create_media_buy or buy_products; submit others as operations.');
    end if;
    if p_is_governed and p_buy -> 'request' ? 'reporting_webhook' then
        perform adcp.refuse_field(
            'request.reporting_webhook', 'would show its secret to the governance agent',
            'Ask for reports with update_media_buy once the buy is made.');
    end if;
    if p_buy ? 'proposed_commitment' and (
        jsonb_typeof(p_buy -> 'proposed_commitment' -> 'amount') is distinct from 'number'
        or coalesce(p_buy -> 'proposed_commitment' ->> 'currency', '') !~ '^[A-Z]{3}$')
    then
        perform adcp.refuse_field('proposed_commitment', 'is not {"amount": number, "currency": "USD"}');
    end if;
    if p_buy ? 'creatives' then
        if jsonb_typeof(p_buy -> 'creatives') <> 'object' or jsonb_typeof(p_buy -> 'creatives' -> 'creatives') is distinct from 'array' then
            perform adcp.refuse_field('creatives', 'is not the arguments of sync_creatives', 'An object with a list named creatives.');
        end if;
        perform adcp.check_submission(p_tenant, p_buy ->> 'agent', 'sync_creatives', p_buy -> 'creatives');
    end if;
end
$$;
comment on function adcp.check_buy(uuid, jsonb, boolean) is 'Raises AD010 or AD011 that names what is wrong with one buy of a campaign.';

create or replace function adcp.add_buy(p_tenant uuid, p_campaign adcp.campaigns, p_ordinal integer, p_buy jsonb)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_task constant text := coalesce(p_buy ->> 'task_type', 'create_media_buy');
    v_is_governed constant boolean := p_campaign.plan_id is not null;
    v_agent uuid;
    v_commit uuid;
    v_column text;
    v_message text;
    v_state text;
    v_hint text;
    v_detail text;
begin
    begin
        perform adcp.check_buy(p_tenant, p_buy, v_is_governed);
        select a.id into v_agent from adcp.agents a where a.tenant_id = p_tenant and a.name = p_buy ->> 'agent';
        v_commit := adcp.add_operation(
            p_tenant, v_agent, v_task, p_buy -> 'request', p_campaign.id, v_is_governed, v_is_governed,
            coalesce((p_buy ->> 'webhook')::boolean, true));
        perform adcp.claim_natural_key(p_tenant, v_agent, v_task, p_buy -> 'request', v_commit);
    exception
        when sqlstate 'AD010' or sqlstate 'AD011' or sqlstate 'AD012' then
            get stacked diagnostics v_column = column_name, v_message = message_text, v_state = returned_sqlstate, v_hint = pg_exception_hint,
                v_detail = pg_exception_detail;
            v_column := format('buys[%s].%s', p_ordinal, v_column);
            raise exception '%', case when v_state = 'AD011' then v_message else format('buys[%s]: %s', p_ordinal, v_message) end
                using errcode = v_state, column = v_column, detail = v_detail, hint = v_hint;
    end;
    insert into adcp.campaign_operations (tenant_id, operation_id, campaign_id, ordinal, role)
    values (p_tenant, v_commit, p_campaign.id, p_ordinal, 'commit');
    if p_buy ? 'creatives' then
        insert into adcp.campaign_operations (tenant_id, operation_id, campaign_id, ordinal, role)
        values (
            p_tenant, adcp.add_operation(p_tenant, v_agent, 'sync_creatives', p_buy -> 'creatives', p_campaign.id, true, false,
                coalesce((p_buy ->> 'webhook')::boolean, true)),
            p_campaign.id, p_ordinal, 'creatives');
    end if;
    if v_is_governed then
        insert into adcp.campaign_operations (tenant_id, operation_id, campaign_id, ordinal, role)
        values (
            p_tenant, adcp.add_operation(p_tenant, p_campaign.governance_agent_id, 'report_plan_outcome', '{}', p_campaign.id, true),
            p_campaign.id, p_ordinal, 'outcome');
        perform adcp.open_check(p_tenant, v_commit, 'first', p_buy -> 'proposed_commitment');
    end if;
end
$$;
comment on function adcp.add_buy(uuid, adcp.campaigns, integer, jsonb) is
    'One buy of a campaign: its commitment, the creatives that follow, and under a plan the question before and the report after. Errors name the buy.';

create or replace function adcp_api.create_campaign(
    p_tenant uuid, p_campaign jsonb, p_caller text default null, p_request_key text default null)
returns table (campaign_id uuid, is_new boolean)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_campaign adcp.campaigns;
    v_hash bytea;
    v_buy record;
begin
    perform adcp.check_campaign(p_tenant, p_campaign);
    v_hash := sha256(convert_to(p_campaign::text, 'UTF8'));
    if p_request_key is not null then
        perform adcp.check_request_key(p_request_key);
        -- Two askers with one key wait for each other here, so that the second sees what the first made.
        perform pg_advisory_xact_lock(hashtextextended('campaign ' || p_tenant::text || p_request_key, 0));
        select c.* into v_campaign from adcp.campaigns c where c.tenant_id = p_tenant and c.request_key = p_request_key;
        if found then
            if v_campaign.request_hash <> v_hash then
                raise exception 'this key was used for a different campaign'
                    using errcode = 'AD012', column = 'Idempotency-Key',
                        detail = format('Campaign %s has the key.', v_campaign.id),
                        hint = 'Use a new key for a new campaign.';
            end if;
            return query select v_campaign.id, false;
            return;
        end if;
    end if;
    v_campaign.tenant_id := p_tenant;
    v_campaign.id := adcp.new_id();
    v_campaign.name := p_campaign ->> 'name';
    v_campaign.conditions := coalesce(p_campaign ->> 'conditions', 'ask');
    v_campaign.request_key := p_request_key;
    v_campaign.request_hash := v_hash;
    v_campaign.created_at := now();
    if p_campaign ? 'plan_id' then
        v_campaign.plan_id := p_campaign ->> 'plan_id';
        v_campaign.caller := coalesce(p_campaign ->> 'caller', p_caller);
        if v_campaign.caller is null then
            perform adcp.refuse_field('caller', 'is missing', 'The URL of the buyer''s own agent, as governance knows it.');
        end if;
        select a.id into v_campaign.governance_agent_id
        from adcp.agents a
        where a.tenant_id = p_tenant and a.name = p_campaign ->> 'governance_agent' and a.disabled_at is null;
        if not found then
            perform adcp.refuse_unknown('governance_agent', p_campaign ->> 'governance_agent');
        end if;
    end if;
    insert into adcp.campaigns select (v_campaign).*;
    for v_buy in
        select b.ordinal::integer - 1 as ordinal, b.buy from jsonb_array_elements(p_campaign -> 'buys') with ordinality as b (buy, ordinal)
    loop
        perform adcp.add_buy(p_tenant, v_campaign, v_buy.ordinal, v_buy.buy);
    end loop;
    return query select v_campaign.id, true;
end
$$;
comment on function adcp_api.create_campaign(uuid, jsonb, text, text) is
    'Creates a campaign: {name, buys: [{agent, task_type, request, proposed_commitment, creatives, webhook}]}, under a plan with plan_id, governance_agent, '
    'caller and conditions (ask or apply). All of it or nothing; nothing is sent before the caller commits. p_caller serves where the document names none. '
    'The same request_key gives the same campaign; with another document it is refused (AD012).';
