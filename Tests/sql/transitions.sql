-- Every pair of states, moved by the owner, by a superuser whose triggers for local changes are off (session_replication_role = replica),
-- and brought by COPY: legal moves are accepted, all others refused with AD001; with the triggers gone, the CHECK refuses alone (23514).
-- The application cannot touch the table at all (42501).
begin;
set local client_min_messages = warning;

create function pg_temp.put_operation(p_tenant uuid, p_agent uuid, p_state text)
returns uuid
language plpgsql
as $$
declare
    v_id uuid := adcp.new_id();
    v_previous text := coalesce(
        (select min(t.from_state) from adcp.transitions t where t.to_state = p_state), 'requested');
begin
    if (select s.is_open from adcp.states s where s.state = p_state) then
        insert into adcp.schedule (tenant_id, operation_id, agent_id, step, due_at) values (p_tenant, v_id, p_agent, 'poll', now());
    end if;
    insert into adcp.operations
        (tenant_id, id, agent_id, task_type, state, previous_state, task_id, first_sent_at, deadline_at, settled_at, settlement_hash)
    values (
        p_tenant, v_id, p_agent, 'create_media_buy', p_state, v_previous, 'task-' || v_id, now(), now() + interval '1 day',
        case when (select s.is_settled from adcp.states s where s.state = p_state) then now() end,
        case when p_state = 'completed' then sha256('done') end);
    return v_id;
end
$$;

-- Moves an operation as somebody who gets everything else right; answers with the SQLSTATE, 00000 when it was accepted.
create function pg_temp.try_move(p_tenant uuid, p_agent uuid, p_operation uuid, p_to text)
returns text
language plpgsql
as $$
begin
    if (select s.is_open from adcp.states s where s.state = p_to) then
        insert into adcp.schedule (tenant_id, operation_id, agent_id, step, due_at)
        values (p_tenant, p_operation, p_agent, 'poll', now())
        on conflict do nothing;
    else
        delete from adcp.schedule s where s.tenant_id = p_tenant and s.operation_id = p_operation;
    end if;
    update adcp.operations o
    set state = p_to,
        settled_at = case when (select s.is_settled from adcp.states s where s.state = p_to) then now() end,
        settlement_hash = case when p_to = 'completed' then sha256('done') end
    where o.tenant_id = p_tenant and o.id = p_operation;
    return '00000';
exception when others then
    return sqlstate;
end
$$;

create function pg_temp.expect(p_is boolean, p_what text)
returns void
language plpgsql
as $$
begin
    if p_is is not true then
        raise exception 'not so: %', p_what;
    end if;
end
$$;

do $$
declare
    v_tenant uuid := adcp_api.put_tenant('transitions');
    v_agent uuid := adcp_api.put_agent(v_tenant, 'seller', 'https://seller.example/mcp');
    v_as text;
    v_from text;
    v_to text;
    v_is_legal boolean;
    v_operation uuid;
    v_code text;
    v_row record;
begin
    foreach v_as in array array['owner', 'replica', 'check', 'app'] loop
        if v_as = 'check' then
            alter table adcp.operations disable trigger b_guard;
            alter table adcp.operations disable trigger a_guard_new;
        end if;
        for v_from, v_to, v_is_legal in
            select f.state, t.state,
                f.state = t.state
                    or exists (select from adcp.transitions m where m.from_state = f.state and m.to_state = t.state)
            from adcp.states f cross join adcp.states t
        loop
            if v_as = 'check' then
                -- Nobody stamps previous_state now: a row that says where it came from is refused by the constraint itself.
                begin
                    if (select s.is_open from adcp.states s where s.state = v_to) then
                        v_operation := adcp.new_id();
                        insert into adcp.schedule (tenant_id, operation_id, agent_id, step, due_at)
                        values (v_tenant, v_operation, v_agent, 'poll', now());
                    else
                        v_operation := adcp.new_id();
                    end if;
                    insert into adcp.operations
                        (tenant_id, id, agent_id, task_type, state, previous_state, task_id, first_sent_at, deadline_at, settled_at,
                         settlement_hash)
                    values (
                        v_tenant, v_operation, v_agent, 'create_media_buy', v_to, v_from, v_operation, now(), now() + interval '1 day',
                        case when (select s.is_settled from adcp.states s where s.state = v_to) then now() end,
                        case when v_to = 'completed' then sha256('done') end);
                    v_code := '00000';
                exception when others then
                    v_code := sqlstate;
                end;
                v_is_legal := (v_is_legal and v_from <> v_to) or (v_from = 'requested' and v_to = 'requested');
                perform pg_temp.expect(
                    v_code = case when v_is_legal then '00000' else '23514' end,
                    format('%s -> %s by CHECK alone gave %s', v_from, v_to, v_code));
                continue;
            end if;
            v_operation := pg_temp.put_operation(v_tenant, v_agent, v_from);
            if v_as = 'owner' then
                set local role adcp_owner;
            elsif v_as = 'app' then
                set local role adcp_app;
            else
                set local session_replication_role = replica;
            end if;
            v_code := pg_temp.try_move(v_tenant, v_agent, v_operation, v_to);
            reset role;
            set local session_replication_role = origin;
            perform pg_temp.expect(
                v_code = case when v_as = 'app' then '42501' when v_is_legal then '00000' else 'AD001' end,
                format('%s -> %s as %s gave %s', v_from, v_to, v_as, v_code));
        end loop;
        if v_as = 'check' then
            alter table adcp.operations enable always trigger b_guard;
            alter table adcp.operations enable always trigger a_guard_new;
        end if;
    end loop;

    -- The refusal names both states and lists the legal ones.
    v_operation := pg_temp.put_operation(v_tenant, v_agent, 'completed');
    begin
        update adcp.operations o set state = 'working' where o.tenant_id = v_tenant and o.id = v_operation;
    exception when sqlstate 'AD001' then
        get stacked diagnostics v_code = pg_exception_hint;
        perform pg_temp.expect(v_code = 'No move leaves completed.', v_code);
        get stacked diagnostics v_code = pg_exception_detail;
        perform pg_temp.expect(v_code like '%completed -> working%', v_code);
    end;

    -- A task is bound once.
    v_operation := pg_temp.put_operation(v_tenant, v_agent, 'submitted');
    begin
        update adcp.operations o set task_id = 'another' where o.tenant_id = v_tenant and o.id = v_operation;
        perform pg_temp.expect(false, 'a second task was accepted');
    exception when sqlstate 'AD002' then
    end;

    -- An open operation cannot lose its next step, nor a settled one keep it.
    begin
        delete from adcp.schedule s where s.tenant_id = v_tenant and s.operation_id = v_operation;
        update adcp.operations o set reason = 'x' where o.tenant_id = v_tenant and o.id = v_operation;
        perform pg_temp.expect(false, 'an open operation was left without a next step');
    exception when sqlstate 'AD003' then
    end;
    begin
        update adcp.operations o set state = 'failed', settled_at = now() where o.tenant_id = v_tenant and o.id = v_operation;
        perform pg_temp.expect(false, 'a settled operation kept its next step');
    exception when sqlstate 'AD003' then
    end;

    -- The function and the table say the same; the loops above hold the constraint and the trigger against the table.
    perform pg_temp.expect(
        not exists (
            select from adcp.states f cross join adcp.states t
            where adcp.is_legal_move(f.state, t.state)
                <> exists (select from adcp.transitions m where m.from_state = f.state and m.to_state = t.state)),
        'adcp.is_legal_move() is adcp.transitions');
    perform pg_temp.expect(
        not exists (
            select from adcp.states s
            where adcp.is_settled(s.state) <> s.is_settled or adcp.is_open(s.state) <> s.is_open),
        'adcp.is_settled() and adcp.is_open() are adcp.states');
    perform pg_temp.expect(
        not exists (
            select from adcp.transitions t join adcp.states s on s.state = t.from_state where s.is_settled),
        'no move leaves a settled state');
end
$$;

-- By COPY, which runs no INSERT: every pair as a row of its own.
do $$
declare
    v_tenant uuid := (select t.id from adcp.tenants t where t.name = 'transitions');
    v_from text;
    v_to text;
    v_is_legal boolean;
    v_operation uuid;
    v_code text;
begin
    for v_from, v_to, v_is_legal in
        select f.state, t.state,
            (f.state = 'requested' and t.state = 'requested')
                or exists (select from adcp.transitions m where m.from_state = f.state and m.to_state = t.state)
        from adcp.states f cross join adcp.states t
    loop
        v_operation := adcp.new_id();
        begin
            if (select s.is_open from adcp.states s where s.state = v_to) then
                insert into adcp.schedule (tenant_id, operation_id, agent_id, step, due_at)
                values (v_tenant, v_operation, v_tenant, 'poll', now());
            end if;
            execute format(
                'copy adcp.operations (tenant_id, id, agent_id, task_type, state, previous_state, task_id, first_sent_at, deadline_at, '
                'settled_at, settlement_hash) from program %L with (format csv)',
                format('echo %s,%s,%s,create_media_buy,%s,%s,%s,2026-01-01,2099-01-01,%s,%s', v_tenant, v_operation, v_tenant, v_to, v_from,
                    v_operation,
                    case when (select s.is_settled from adcp.states s where s.state = v_to) then '2026-01-02' else '' end,
                    case when v_to = 'completed' then '00' else '' end));
            v_code := '00000';
        exception when others then
            v_code := sqlstate;
        end;
        if v_code <> (case when v_is_legal then '00000' else 'AD001' end) then
            raise exception 'not so: %>% by COPY gave %', v_from, v_to, v_code;
        end if;
    end loop;
end
$$;

rollback;
