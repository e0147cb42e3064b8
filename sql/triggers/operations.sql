-- What adcp.operations enforces beyond its constraints: stamps, legal moves with a helpful error, one handle for ever, history, one next step.

create or replace function adcp.refuse_move(p_from text, p_to text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception 'an operation cannot move from % to %', p_from, p_to
        using errcode = 'AD001', schema = 'adcp', table = 'operations', column = 'state',
            detail = format('The move %s -> %s is not in adcp.transitions.', p_from, p_to),
            hint = coalesce(
                (select format('From %s it may move to: %s.', p_from, string_agg(to_state, ', ' order by to_state))
                 from adcp.transitions where from_state = p_from
                 having count(*) > 0),
                format('No move leaves %s.', p_from));
end
$$;
comment on function adcp.refuse_move(text, text) is 'Raises AD001: names both states and lists the legal ones.';

create or replace function adcp.guard_new_operation()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if not adcp.is_legal_move(new.previous_state, new.state) then
        perform adcp.refuse_move(new.previous_state, new.state);
    end if;
    return new;
end
$$;
comment on function adcp.guard_new_operation() is 'Guards rows that do not begin at requested, as restores and copies bring them.';

create or replace function adcp.guard_operation()
returns trigger
language plpgsql
as $$
begin
    if new.state = old.state then
        new.previous_state := old.previous_state;
        new.moved_version := old.moved_version;
    elsif adcp.is_legal_move(old.state, new.state) then
        new.previous_state := old.state;
        new.moved_version := old.version + 1;
    else
        perform adcp.refuse_move(old.state, new.state);
    end if;
    if new.task_id is distinct from old.task_id and old.task_id is not null then
        raise exception 'the task of an operation cannot change'
            using errcode = 'AD002', schema = 'adcp', table = 'operations', column = 'task_id',
                detail = format('Operation %s is bound to task %s.', old.id, old.task_id),
                hint = 'A different task is a different operation.';
    end if;
    new.version := old.version + 1;
    new.updated_at := now();
    return new;
end
$$;
comment on function adcp.guard_operation() is 'Stamps every change, refuses illegal moves (AD001) and a second task (AD002).';

create or replace function adcp.record_births()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    insert into adcp.operation_events
        (tenant_id, operation_id, sequence, occurred_at, kind, to_state, channel, reason)
    select n.tenant_id, n.id, n.version, n.updated_at, 'moved', n.state, n.channel, n.reason
    from new_rows n;
    return null;
end
$$;
comment on function adcp.record_births() is 'Writes the first line of each operation''s history.';

create or replace function adcp.record_moves()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    insert into adcp.operation_events
        (tenant_id, operation_id, sequence, occurred_at, kind, from_state, to_state, channel, reason)
    select n.tenant_id, n.id, n.version, n.updated_at, 'moved', n.previous_state, n.state, n.channel, n.reason
    from new_rows n
    where n.moved_version = n.version;
    return null;
end
$$;
comment on function adcp.record_moves() is 'Writes a line of history for every operation that the statement moved.';

create or replace function adcp.check_next_steps()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
as $$
declare
    v_operation uuid;
begin
    -- A scalar subquery goes through the primary key row by row, whatever PostgreSQL believes of the size of adcp.schedule: EXISTS or a
    -- join may read all of it.
    select n.id into v_operation
    from new_rows n
    where adcp.is_open(n.state) = ((
        select s.operation_id from adcp.schedule s where s.tenant_id = n.tenant_id and s.operation_id = n.id) is null)
    limit 1;
    if found then
        raise exception 'operation % would be left without exactly one next step', v_operation
            using errcode = 'AD003', schema = 'adcp', table = 'schedule',
                detail = 'An open operation has exactly one row in adcp.schedule, any other has none.',
                hint = 'Change operations through the functions of adcp_api only.';
    end if;
    return null;
end
$$;
comment on function adcp.check_next_steps() is 'Refuses a statement (AD003) that leaves an open operation without a next step, or a closed one with one.';

create or replace trigger a_guard_new before insert on adcp.operations
    for each row when (new.previous_state <> 'requested' or new.state <> 'requested')
    execute function adcp.guard_new_operation();
create or replace trigger b_guard before update on adcp.operations
    for each row execute function adcp.guard_operation();
create or replace trigger c_record_births after insert on adcp.operations
    referencing new table as new_rows
    for each statement execute function adcp.record_births();
create or replace trigger d_record_moves after update on adcp.operations
    referencing new table as new_rows
    for each statement execute function adcp.record_moves();
create or replace trigger e_check_births after insert on adcp.operations
    referencing new table as new_rows
    for each statement execute function adcp.check_next_steps();
create or replace trigger f_check_moves after update on adcp.operations
    referencing new table as new_rows
    for each statement execute function adcp.check_next_steps();

-- The guards hold for everybody, also under session_replication_role = replica. History and the check of next steps
-- do not: a subscriber and a restore bring those rows themselves.
alter table adcp.operations enable always trigger a_guard_new;
alter table adcp.operations enable always trigger b_guard;
