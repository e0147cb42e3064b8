-- Keys that operators revoked: a signed list at the origin of brand.json, fetched by one instance at a time when a signed webhook needs it.

create or replace function adcp_api.begin_revocation_fetch(p_tenant uuid, p_agent uuid)
returns table (brand_json_url text, jwks_uri text, jwks text)
language sql
security definer
set search_path = pg_catalog, pg_temp
as $$
    update adcp.revocation_lists r
    set attempted_at = now()
    from adcp.key_discoveries d, adcp.signing_keys k
    where r.tenant_id = p_tenant and r.agent_id = p_agent and r.due_at <= now()
        and (r.attempted_at is null or r.attempted_at < now() - interval '30 seconds')
        and d.tenant_id = r.tenant_id and d.agent_id = r.agent_id and d.brand_json_url is not null
        and k.tenant_id = r.tenant_id and k.agent_id = r.agent_id
    returning d.brand_json_url, k.jwks_uri, k.jwks::text;
$$;
comment on function adcp_api.begin_revocation_fetch(uuid, uuid) is
    'Where an agent''s operator publishes from, and the agent''s keys, when its list is due: for one caller in half a minute over all instances; nothing for the others.';

create or replace function adcp_api.record_revocation_failure(p_tenant uuid, p_agent uuid, p_failure text)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_list adcp.revocation_lists;
begin
    update adcp.revocation_lists r
    set failure = p_failure
    where r.tenant_id = p_tenant and r.agent_id = p_agent
    returning r.* into v_list;
    if v_list.good_until <= now() then
        perform adcp.raise_alarm(
            p_tenant, p_agent, 'revocation_list_stale', '',
            jsonb_build_object('failure', p_failure, 'updated_at', v_list.updated_at, 'good_until', nullif(v_list.good_until, '-infinity')));
    end if;
end
$$;
comment on function adcp_api.record_revocation_failure(uuid, uuid, text) is
    'Keeps why no list came. Once the last one is no longer believed, a person is told: no key of the agent proves anything until a list comes.';

create or replace function adcp_api.record_revocation_list(
    p_tenant uuid, p_agent uuid, p_signer_id text, p_updated_at timestamptz, p_next_update_at timestamptz, p_revoked text[])
returns text
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_known record;
    v_interval interval := least(greatest(p_next_update_at - p_updated_at, interval '1 minute'), interval '30 minutes');
    -- A list that says it holds for longer than half an hour is looked for again all the same.
    v_due timestamptz := least(p_next_update_at, now() + interval '30 minutes');
    v_good_until timestamptz := v_due + 4 * v_interval;
    v_failure text;
begin
    select r.updated_at, r.revoked || k.revoked as revoked into v_known
    from adcp.revocation_lists r
    join adcp.signing_keys k on k.tenant_id = r.tenant_id and k.agent_id = r.agent_id
    where r.tenant_id = p_tenant and r.agent_id = p_agent
    for update of r;
    v_failure := case
        when p_signer_id = any (v_known.revoked) then 'revocation_list_key_revoked'
        when p_updated_at > now() + interval '1 minute' or p_next_update_at <= p_updated_at then 'revocation_list_times_malformed'
        when p_updated_at < v_known.updated_at then 'revocation_list_older_than_before'
        when v_good_until <= now() then 'revocation_list_too_old' end;
    if v_failure is not null then
        perform adcp_api.record_revocation_failure(p_tenant, p_agent, v_failure);
        return v_failure;
    end if;
    update adcp.revocation_lists r
    set updated_at = p_updated_at, revoked = p_revoked, poll_interval = v_interval, due_at = greatest(v_due, now() + interval '1 minute'),
        good_until = v_good_until, failure = null
    where r.tenant_id = p_tenant and r.agent_id = p_agent;
    return null;
end
$$;
comment on function adcp_api.record_revocation_list(uuid, uuid, text, timestamptz, timestamptz, text[]) is
    'Keeps a list whose signature is good; returns why it was not taken, or null. It is due again when it says, after 1 to 30 minutes, and believed for four '
    'such intervals more. A list older than the one before is refused, and one signed with a key that is revoked.';

create or replace function adcp_api.record_no_revocation_list(p_tenant uuid, p_agent uuid)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_list adcp.revocation_lists;
begin
    select r.* into v_list from adcp.revocation_lists r where r.tenant_id = p_tenant and r.agent_id = p_agent for update;
    if v_list.updated_at is not null then
        -- There was one: that it is gone revokes nothing, and un-revokes nothing.
        perform adcp_api.record_revocation_failure(p_tenant, p_agent, 'revocation_list_gone');
        return;
    end if;
    update adcp.revocation_lists r
    set due_at = now() + interval '1 minute', good_until = now() + interval '5 minutes', failure = 'revocation_list_absent'
    where r.tenant_id = p_tenant and r.agent_id = p_agent;
    if v_list.failure is distinct from 'revocation_list_absent' then
        perform adcp.raise_alarm(p_tenant, p_agent, 'revocation_list_absent');
    end if;
end
$$;
comment on function adcp_api.record_no_revocation_list(uuid, uuid) is
    'An operator that publishes no list, as AdCP lets it, and never has, revokes by taking keys out of its set: that is taken for an answer for five minutes at a '
    'time, and a person is told once.';

create or replace function adcp.revocation_list_document(p_tenant uuid, p_agent uuid)
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
as $$
    select jsonb_strip_nulls(jsonb_build_object(
        'updated_at', r.updated_at, 'revoked', nullif(to_jsonb(r.revoked), '[]'), 'due_at', nullif(r.due_at, '-infinity'),
        'good_until', nullif(r.good_until, '-infinity'), 'failure', r.failure))
    from adcp.revocation_lists r
    where r.tenant_id = p_tenant and r.agent_id = p_agent;
$$;
comment on function adcp.revocation_list_document(uuid, uuid) is 'What is known of the keys that an agent''s operator revoked, as a JSON document; null where it is not asked.';
