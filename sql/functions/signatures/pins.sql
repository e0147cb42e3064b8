-- Keys that publishers pin for the agents that sell for them (AdCP, adagents.json, signing_keys). A pin only narrows: it never makes a key good that
-- the agent itself does not publish. The rules that decide what a document says are in Sources/AdCP/Discovery.

create or replace function adcp.key_thumbprint(p_key jsonb)
returns text
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
return case
    when p_key ->> 'kty' = 'OKP' and p_key ->> 'crv' ~ '^[A-Za-z0-9_-]+$' and p_key ->> 'x' ~ '^[A-Za-z0-9_-]+$' then
        rtrim(translate(encode(sha256(convert_to(format(
            '{"crv":"%s","kty":"OKP","x":"%s"}', p_key ->> 'crv', p_key ->> 'x'), 'UTF8')), 'base64'), '+/', '-_'), '=')
    when p_key ->> 'kty' = 'EC' and p_key ->> 'crv' ~ '^[A-Za-z0-9_-]+$' and p_key ->> 'x' ~ '^[A-Za-z0-9_-]+$' and p_key ->> 'y' ~ '^[A-Za-z0-9_-]+$' then
        rtrim(translate(encode(sha256(convert_to(format(
            '{"crv":"%s","kty":"EC","x":"%s","y":"%s"}', p_key ->> 'crv', p_key ->> 'x', p_key ->> 'y'), 'UTF8')), 'base64'), '+/', '-_'), '=')
end;
comment on function adcp.key_thumbprint(jsonb) is 'Thumbprint (RFC 7638, SHA-256 in base64url) of a public key of the two kinds that sign; null for any other.';

create or replace function adcp.put_publishers(p_tenant uuid, p_agent uuid, p_publishers text[])
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_publishers text[] := array(select distinct lower(x.publisher) from unnest(p_publishers) as x (publisher));
begin
    if cardinality(v_publishers) > 16 then
        perform adcp.refuse_field('publishers', 'are more than 16');
    end if;
    if exists (
        select from unnest(v_publishers) as x (publisher)
        where x.publisher is null or length(x.publisher) > 253 or x.publisher !~ '^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?$')
    then
        perform adcp.refuse_field('publishers', 'has something that is no domain', 'Such as example.com, without https:// and without a path.');
    end if;
    delete from adcp.publisher_pins p
    where p.tenant_id = p_tenant and p.agent_id = p_agent and p.publisher <> all (v_publishers);
    insert into adcp.publisher_pins as p (tenant_id, agent_id, publisher)
    select p_tenant, p_agent, x.publisher from unnest(v_publishers) as x (publisher)
    on conflict (tenant_id, agent_id, publisher) do update set attempted_at = null, revoked_at = null;
end
$$;
comment on function adcp.put_publishers(uuid, uuid, text[]) is
    'Says which publishers have a say in an agent''s keys, and no others any more. Those that are named again are looked at again, and believed again '
    'although a network revoked them a while ago.';

create or replace function adcp_api.begin_pin_fetch(p_tenant uuid, p_agent uuid)
returns table (agent_url text, publisher text)
language sql
security definer
set search_path = pg_catalog, pg_temp
as $$
    update adcp.publisher_pins p
    set attempted_at = now()
    from adcp.agents a
    where p.tenant_id = p_tenant and p.agent_id = p_agent and a.tenant_id = p.tenant_id and a.id = p.agent_id
        and (p.attempted_at is null or p.attempted_at < now() - interval '30 seconds')
    returning a.url, p.publisher;
$$;
comment on function adcp_api.begin_pin_fetch(uuid, uuid) is
    'The publishers to ask what they pin for an agent: each for one caller in half a minute over all instances; nothing for the others.';

create or replace function adcp_api.record_publisher_pins(p_tenant uuid, p_agent uuid, p_agent_url text, p_publisher text, p_pins text[])
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_known adcp.publisher_pins;
    v_pins text[] := case when p_pins is not null then array(select distinct x.pin from unnest(p_pins) as x (pin) order by x.pin) end;
begin
    select p.* into v_known
    from adcp.publisher_pins p
    join adcp.agents a on a.tenant_id = p.tenant_id and a.id = p.agent_id
    where p.tenant_id = p_tenant and p.agent_id = p_agent and p.publisher = p_publisher and a.url = p_agent_url
    for update of p;
    if not found then
        return;
    end if;
    update adcp.publisher_pins p
    set pins = v_pins, failure = null, refused_at = null, checked_at = now()
    where p.tenant_id = p_tenant and p.agent_id = p_agent and p.publisher = p_publisher;
    if v_known.checked_at is not null and v_pins is distinct from v_known.pins then
        perform adcp.raise_alarm(
            p_tenant, p_agent, 'publisher_pins_changed', p_publisher,
            jsonb_build_object('before', v_known.pins, 'now', v_pins));
    end if;
end
$$;
comment on function adcp_api.record_publisher_pins(uuid, uuid, text, text, text[]) is
    'Keeps what a publisher pins for an agent, null for nothing, and tells people of a change. It counts at once: whoever holds the document could pin any '
    'key anyway, and none of them is good that the agent does not publish itself. Nothing is kept for an agent whose URL has changed meanwhile.';

create or replace function adcp_api.record_pin_failure(
    p_tenant uuid, p_agent uuid, p_publisher text, p_failure text, p_is_definite boolean)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_known adcp.publisher_pins;
begin
    select p.* into v_known
    from adcp.publisher_pins p
    where p.tenant_id = p_tenant and p.agent_id = p_agent and p.publisher = p_publisher
    for update;
    update adcp.publisher_pins p
    set failure = p_failure, refused_at = case when p_is_definite then coalesce(p.refused_at, now()) else p.refused_at end,
        -- A document that somebody serves from before the revocation does not undo it (AdCP, revoked_publisher_domains).
        revoked_at = case when p_failure = 'publisher_revoked' then coalesce(p.revoked_at, now()) else p.revoked_at end
    where p.tenant_id = p_tenant and p.agent_id = p_agent and p.publisher = p_publisher;
    if p_is_definite and v_known.refused_at is null then
        perform adcp.raise_alarm(
            p_tenant, p_agent, 'publisher_pins_refused', p_publisher, jsonb_build_object('failure', p_failure));
    elsif not p_is_definite and v_known.refused_at is null and coalesce(v_known.checked_at <= now() - adcp.longest_unseen((
        select r.poll_interval from adcp.revocation_lists r where r.tenant_id = p_tenant and r.agent_id = p_agent)), true)
    then
        perform adcp.raise_alarm(
            p_tenant, p_agent, 'publisher_pins_stale', p_publisher,
            jsonb_build_object('failure', p_failure, 'checked_at', v_known.checked_at));
    end if;
end
$$;
comment on function adcp_api.record_pin_failure(uuid, uuid, text, text, boolean) is
    'Keeps why a publisher''s document said nothing of an agent. A document that does not authorize the agent ends the trust in its keys at once; one that does '
    'not answer leaves the last pins good for their time. Once that is over, or there never were any, a person is told: no key proves anything until it answers.';

create or replace function adcp.publisher_pins_document(p_tenant uuid, p_agent uuid)
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
as $$
    select jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
            'publisher', p.publisher, 'pins', to_jsonb(p.pins), 'checked_at', p.checked_at, 'attempted_at', p.attempted_at,
            'failure', p.failure, 'refused_at', p.refused_at, 'revoked_at', p.revoked_at)) order by p.publisher)
    from adcp.publisher_pins p
    where p.tenant_id = p_tenant and p.agent_id = p_agent;
$$;
comment on function adcp.publisher_pins_document(uuid, uuid) is 'What publishers pin for an agent, as a JSON document; null where none was named.';
