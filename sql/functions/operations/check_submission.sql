-- What a submission must look like. The quick test decides for nearly all; the slow one says what is wrong.

create or replace function adcp.is_plain_submission(p_task_type text, p_request jsonb, p_known_tasks text[])
returns boolean
language sql
immutable
parallel safe
return coalesce(
    (p_task_type = any (p_known_tasks) and p_task_type <> '*' or p_task_type ~ '^[a-z][a-z0-9_]{0,62}$') and jsonb_typeof(p_request) = 'object'
    and not p_request ?| array[
        'idempotency_key', 'adcp_version', 'adcp_major_version', 'push_notification_config', 'governance_context', 'reporting_webhook']
    and coalesce(jsonb_typeof(p_request -> 'account'), 'object') = 'object'
    and coalesce(jsonb_typeof(p_request -> 'context'), 'object') = 'object', false);
comment on function adcp.is_plain_submission(text, jsonb, text[]) is 'True when nothing about a submission''s form needs a second look.';

create or replace function adcp.check_submission(
    p_tenant uuid, p_agent text, p_task_type text, p_request jsonb, p_deadline interval default null)
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
    perform from adcp.agents a where a.tenant_id = p_tenant and a.name = p_agent and a.disabled_at is null;
    if not found then
        perform adcp.refuse_unknown('agent', coalesce(p_agent, '(none)'));
    end if;
    if p_task_type is null or p_task_type !~ '^[a-z][a-z0-9_]{0,62}$' then
        perform adcp.refuse_field('task_type', 'is not the name of an AdCP task', 'For example create_media_buy.');
    end if;
    if p_request is null or jsonb_typeof(p_request) <> 'object' then
        perform adcp.refuse_field('request', 'is not a JSON object', 'Give the arguments of the AdCP task.');
    end if;
    foreach v_member in array
        array['idempotency_key', 'adcp_version', 'adcp_major_version', 'push_notification_config', 'governance_context']
    loop
        if p_request ? v_member then
            perform adcp.refuse_field(
                'request.' || v_member, 'is set by Holdfast',
                'Leave it out. For a key of your own use Idempotency-Key (request_key in SQL).');
        end if;
    end loop;
    foreach v_member in array array['account', 'context', 'reporting_webhook'] loop
        if jsonb_typeof(p_request -> v_member) <> 'object' then
            perform adcp.refuse_field('request.' || v_member, 'is not a JSON object');
        end if;
    end loop;
    if p_request ? 'reporting_webhook' and not p_request -> 'reporting_webhook' ? 'url' then
        perform from adcp.agents a where a.tenant_id = p_tenant and a.name = p_agent and a.reporting_webhook is not null;
        if not found then
            perform adcp.refuse_field(
                'request.reporting_webhook', 'has no url, and the agent was given no address to report to',
                'Give the agent a webhook mode, or the request an url and authentication of your own.');
        end if;
    end if;
    if p_deadline <= interval '0' then
        perform adcp.refuse_field('deadline', 'is not in the future', 'Give an interval such as 24 hours.');
    end if;
end
$$;
comment on function adcp.check_submission(uuid, text, text, jsonb, interval) is 'Raises AD010 or AD011 that names what is wrong with a submission.';

create or replace function adcp.check_request_key(p_request_key text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if length(p_request_key) not between 1 and 255 or p_request_key ~ '[^ -~]' then
        perform adcp.refuse_field('Idempotency-Key', 'is not 1 to 255 printable ASCII characters');
    end if;
end
$$;
comment on function adcp.check_request_key(text) is 'Raises AD010 unless the caller''s key is 1 to 255 printable ASCII characters.';

create or replace function adcp.request_hash(p_task_type text, p_agent uuid, p_request jsonb)
returns bytea
language sql
immutable
parallel safe
return sha256(convert_to(p_task_type || ' ' || p_agent::text || ' ' || p_request::text, 'UTF8'));
comment on function adcp.request_hash(text, uuid, jsonb) is 'Tells whether two submissions under one key ask for the same.';
