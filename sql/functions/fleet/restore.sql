-- Restore epochs: after a promotion or a restore this database may lack what was committed, and sent, before. Nothing that changes anything goes
-- out then until a person says so; what asks, goes on.

create or replace function adcp.place()
returns text
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
    select c.system_identifier || '/' || left(pg_walfile_name(pg_current_wal_lsn()), 8) from pg_control_system() c;
$$;
comment on function adcp.place() is 'Where this database is: PostgreSQL''s system identifier and its present timeline.';

create or replace function adcp.is_held()
returns boolean
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_deployment adcp.deployment;
    v_place constant text := adcp.place();
begin
    select * into v_deployment from adcp.deployment;
    if v_deployment.place <> v_place then
        perform adcp.begin_epoch(
            case when split_part(v_deployment.place, '/', 1) = split_part(v_place, '/', 1) then 'promotion' else 'copy' end);
        select * into v_deployment from adcp.deployment;
    end if;
    return v_deployment.held_since is not null;
end
$$;
comment on function adcp.is_held() is 'Whether nothing may go out that changes anything. Every claim asks, so that none goes before a new place was noticed.';

create or replace function adcp.begin_epoch(p_cause text, p_detail text default null)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_deployment adcp.deployment;
    v_place constant text := adcp.place();
begin
    select * into v_deployment from adcp.deployment for update;
    -- Another claim was first.
    if p_cause in ('promotion', 'copy') and v_deployment.place = v_place then
        return;
    end if;
    if p_cause = 'promotion' and v_deployment.trusts_promotion then
        insert into adcp.restore_epochs (cause, from_place, to_place, detail, resumed_at)
        values (p_cause, v_deployment.place, v_place, 'Promotions are trusted: nothing was held.', now());
        update adcp.deployment set place = v_place;
        return;
    end if;
    insert into adcp.restore_epochs (cause, from_place, to_place, detail)
    values (p_cause, v_deployment.place, v_place, left(p_detail, 1024));
    update adcp.deployment set place = v_place, held_since = coalesce(held_since, now());
    perform adcp.doubt_unsent();
    perform adcp.reconcile(a.tenant_id, a.id, 'restore')
    from adcp.agents a
    where a.disabled_at is null and a.list_tool is not null;
end
$$;
comment on function adcp.begin_epoch(text, text) is
    'Commits may be lost: holds what changes anything, doubts what is believed unsent, and begins to compare with every agent that lists its tasks.';

create or replace function adcp.doubt_unsent()
returns void
language sql
set search_path = pg_catalog, pg_temp
as $$
    -- What stands here as unsent may have been sent in the time that is lost: under the key that is frozen with it, which the seller knows for as
    -- long as it remembers keys; or, where nothing was frozen yet, under a key that nobody knows any more, so that its books have to be read.
    update adcp.operations o
    set uncertain_since = now(),
        first_sent_at = case when p.frozen is not null then o.created_at else timestamptz '2000-01-01 00:00:00+00' end
    from adcp.schedule s
    join adcp.operation_payloads p on p.tenant_id = s.tenant_id and p.operation_id = s.operation_id
    where s.step = 'call' and s.due_at < 'infinity' and o.tenant_id = s.tenant_id and o.id = s.operation_id
        and o.state = 'requested' and o.uncertain_since is null
        and coalesce((select t.is_mutating from adcp.task_policies t where t.task_type = o.task_type), true);
$$;
comment on function adcp.doubt_unsent() is 'Marks what is believed unsent as perhaps sent; only under its own key is it sent again, while the seller remembers that.';

create or replace function adcp.may_go_while_held(p_tenant uuid, p_operation uuid, p_step text)
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return p_step = 'poll' or (p_step = 'call' and coalesce((
        select not t.is_mutating
        from adcp.operations o
        join adcp.task_policies t on t.task_type = o.task_type
        where o.tenant_id = p_tenant and o.id = p_operation), false));
end
$$;
comment on function adcp.may_go_while_held(uuid, uuid, text) is 'Whether a step only asks: polls and reads. Deadlines wait as well, until the truth that was lost has been asked for.';

create or replace function adcp_api.beat(p_instance uuid, p_name text, p_version text, p_mark bigint default null)
returns table (mark bigint, held_since timestamptz)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
    insert into adcp.instances (id, name, version) values (p_instance, p_name, p_version)
    on conflict (id) do update set heartbeat_at = now(), stopped_at = null;
    if p_mark > (select d.mark from adcp.deployment d) then
        perform adcp.begin_epoch('witness', format('An instance (%s) remembers heartbeat %s.', p_name, p_mark));
    else
        perform adcp.is_held();
    end if;
    return query
    update adcp.deployment d set mark = greatest(d.mark, p_mark) + 1 returning d.mark, d.held_since;
end
$$;
comment on function adcp_api.beat(uuid, text, text, bigint) is
    'An instance says that it lives, with the last mark that it was given; returns the next, and since when dispatch is held. A mark that the database does not know '
    'means that commits were lost.';

create or replace function adcp_api.resume_dispatch(p_actor text, p_reason text default null)
returns jsonb
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if coalesce(length(p_actor), 0) not between 1 and 128 then
        perform adcp.refuse_field('actor', 'must have 1 to 128 characters');
    end if;
    if length(p_reason) > 1024 then
        perform adcp.refuse_field('reason', 'is longer than 1024 characters');
    end if;
    perform adcp.is_held();
    update adcp.restore_epochs set resumed_at = now(), resumed_by = p_actor, reason = p_reason where resumed_at is null;
    update adcp.deployment set held_since = null where held_since is not null;
    perform adcp_api.announce('{}', true);
    return adcp_api.restore_status();
end
$$;
comment on function adcp_api.resume_dispatch(text, text) is 'A person has seen the differences: everything goes out again. Returns the status.';

create or replace function adcp_api.declare_restore(p_actor text, p_reason text default null)
returns jsonb
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if coalesce(length(p_actor), 0) not between 1 and 128 then
        perform adcp.refuse_field('actor', 'must have 1 to 128 characters');
    end if;
    perform adcp.begin_epoch('operator', p_actor || coalesce(': ' || p_reason, ''));
    return adcp_api.restore_status();
end
$$;
comment on function adcp_api.declare_restore(text, text) is
    'Somebody knows that the database went back in time where it cannot see it itself, as after a snapshot of its disk. Returns the status.';

create or replace function adcp_api.trust_promotion(p_trusts boolean)
returns jsonb
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    update adcp.deployment set trusts_promotion = p_trusts;
    return adcp_api.restore_status();
end
$$;
comment on function adcp_api.trust_promotion(boolean) is 'Whether a new timeline holds nothing, because replication is synchronous. Returns the status.';

create or replace function adcp_api.restore_status()
returns jsonb
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
as $$
    select jsonb_strip_nulls(jsonb_build_object(
        'dispatch', case when d.held_since is null then 'going' else 'held' end, 'held_since', d.held_since, 'place', d.place,
        'trusts_promotion', d.trusts_promotion,
        'epochs', (
            select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                    'id', e.id, 'began_at', e.began_at, 'cause', e.cause, 'from', e.from_place, 'to', e.to_place, 'detail', e.detail,
                    'resumed_at', e.resumed_at, 'resumed_by', e.resumed_by, 'reason', e.reason)) order by e.id desc), '[]')
            from (select * from adcp.restore_epochs e order by e.id desc limit 10) e),
        'reconciliations', (
            select jsonb_agg(adcp.reconciliation_document(r, false) || jsonb_build_object('tenant', t.name) order by r.id)
            from adcp.reconciliations r
            join adcp.tenants t on t.id = r.tenant_id
            where r.cause = 'restore' and r.started_at >= d.held_since),
        -- Their books have to be read by a person.
        'agents_that_do_not_list', (
            select jsonb_agg(jsonb_build_object('tenant', t.name, 'agent', a.name) order by t.name, a.name)
            from adcp.agents a
            join adcp.tenants t on t.id = a.tenant_id
            where d.held_since is not null and a.disabled_at is null and a.list_tool is null)))
    from adcp.deployment d;
$$;
comment on function adcp_api.restore_status() is
    'Whether dispatch is held, the last ten epochs, and while it is held the comparisons with agents and who cannot be compared with.';
