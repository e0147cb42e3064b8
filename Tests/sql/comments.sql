-- Everything that people see has a comment: schemas, tables and their columns, views and their columns' table, functions.
begin;
do $$
declare
    v_bare text;
begin
    select string_agg(name, ', ' order by name) into v_bare
    from (
        select format('schema %I', n.nspname) as name
        from pg_namespace n
        where n.nspname like 'adcp%' and obj_description(n.oid, 'pg_namespace') is null
        union all
        select format('%s', c.oid::regclass)
        from pg_class c
        where c.relnamespace::regnamespace::text like 'adcp%' and c.relkind in ('r', 'p', 'v')
            and obj_description(c.oid, 'pg_class') is null
        union all
        select format('%s.%I', c.oid::regclass, a.attname)
        from pg_class c
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        where c.relnamespace::regnamespace::text like 'adcp%' and c.relkind in ('r', 'p', 'v') and not c.relispartition
            and col_description(c.oid, a.attnum) is null
        union all
        select format('%s', p.oid::regprocedure)
        from pg_proc p
        where p.pronamespace::regnamespace::text like 'adcp%' and obj_description(p.oid, 'pg_proc') is null
    ) bare;
    if v_bare is not null then
        raise exception 'without a comment: %', v_bare;
    end if;
end
$$;
rollback;
