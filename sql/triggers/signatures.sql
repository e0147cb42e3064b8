-- What people are told of keys as they sign, and what becomes of discovered keys when an agent moves.

create or replace function adcp.notice_new_key()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    -- The first key of an agent is no news: it is the one that was expected.
    if (select u.key_id from adcp.signing_key_use u
        where u.tenant_id = new.tenant_id and u.agent_id = new.agent_id and u.key_id <> new.key_id limit 1) is not null
    then
        perform adcp.raise_alarm(new.tenant_id, new.agent_id, 'signing_key_new', new.key_id);
    end if;
    perform adcp.count_admission(new.tenant_id, new.agent_id);
    return null;
end
$$;
comment on function adcp.notice_new_key() is 'Tells people of a further key of an agent that signed for the first time, and counts every one.';

create or replace function adcp.notice_full_key()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    perform adcp.raise_alarm(
        new.tenant_id, new.agent_id, 'webhook_signature_rate_abuse', new.key_id, jsonb_build_object('cap', adcp.nonce_cap()));
    return null;
end
$$;
comment on function adcp.notice_full_key() is 'Tells people of a key that holds as many nonces as it may.';

create or replace function adcp.forget_discovered_keys()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    -- Whom publishers authorize is told by the URL.
    update adcp.publisher_pins p
    set pins = null, failure = null, refused_at = null, revoked_at = null, checked_at = null, attempted_at = null
    where p.tenant_id = new.tenant_id and p.agent_id = new.id;
    delete from adcp.key_discoveries d where d.tenant_id = new.tenant_id and d.agent_id = new.id;
    if found then
        delete from adcp.revocation_lists r where r.tenant_id = new.tenant_id and r.agent_id = new.id;
        update adcp.signing_keys k set jwks_uri = null, jwks = '{"keys": []}' where k.tenant_id = new.tenant_id and k.agent_id = new.id;
        perform adcp.discover_signing_keys(new.tenant_id, new.id);
    end if;
    return null;
end
$$;
comment on function adcp.forget_discovered_keys() is 'Has the keys of an agent, and what publishers pin, found anew that is now at another URL: those of the old one are somebody else''s.';

create or replace trigger a_notice_new after insert on adcp.signing_key_use
    for each row execute function adcp.notice_new_key();
create or replace trigger b_notice_full after insert or update of live_nonces on adcp.signing_key_use
    for each row when (new.live_nonces >= adcp.nonce_cap())
    execute function adcp.notice_full_key();
create or replace trigger a_forget_keys after update of url on adcp.agents
    for each row when (old.url <> new.url)
    execute function adcp.forget_discovered_keys();
