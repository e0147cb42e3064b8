-- Every function in PL/pgSQL passes plpgsql_check, warnings included. Needs that extension on the server (Debian: postgresql-NN-plpgsql-check).
begin;
create extension if not exists plpgsql_check;
do $$
declare
    v_found text;
begin
    select string_agg(format('%s: %s', p.oid::regprocedure, c.line), E'\n') into v_found
    from pg_proc p
    join pg_language l on l.oid = p.prolang and l.lanname = 'plpgsql'
    cross join lateral plpgsql_check_function(
        p.oid,
        relid => coalesce((select t.tgrelid from pg_trigger t where t.tgfoid = p.oid limit 1), 0)::regclass,
        newtable => (select max(t.tgnewtable) from pg_trigger t where t.tgfoid = p.oid),
        performance_warnings => false) as c (line)
    where p.pronamespace::regnamespace::text like 'adcp%';
    if v_found is not null then
        raise exception '%', v_found;
    end if;
end
$$;
rollback;
