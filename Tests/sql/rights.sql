-- The application can execute the public functions and nothing else; readers can read the views and nothing else.
begin;
do $$
declare
    v_wrong text;
begin
    select string_agg(what, ', ' order by what) into v_wrong
    from (
        select format('%s may %s %s', r.rolname, x.privilege_type, c.oid::regclass) as what
        from pg_class c
        cross join lateral aclexplode(c.relacl) x
        join pg_roles r on r.oid = x.grantee
        where c.relnamespace::regnamespace::text = 'adcp' and r.rolname in ('adcp_app', 'adcp_operator', 'adcp_reader')
        union all
        select format('everybody may %s %s', x.privilege_type, c.oid::regclass)
        from pg_class c
        cross join lateral aclexplode(c.relacl) x
        where c.relnamespace::regnamespace::text like 'adcp%' and x.grantee = 0
        union all
        select format('everybody may execute %s', p.oid::regprocedure)
        from pg_proc p
        where p.pronamespace::regnamespace::text like 'adcp%' and has_function_privilege('public', p.oid, 'execute')
        union all
        select format('%s may execute %s', r.rolname, p.oid::regprocedure)
        from pg_proc p
        cross join pg_roles r
        where p.pronamespace::regnamespace::text = 'adcp' and r.rolname in ('adcp_app', 'adcp_operator', 'adcp_reader')
            and has_function_privilege(r.oid, p.oid, 'execute')
        union all
        select format('adcp_app may not execute %s', p.oid::regprocedure)
        from pg_proc p
        where p.pronamespace::regnamespace::text = 'adcp_api' and not has_function_privilege('adcp_app', p.oid, 'execute')
        union all
        select format('%s runs as its caller', p.oid::regprocedure)
        from pg_proc p
        where p.pronamespace::regnamespace::text = 'adcp_api' and not p.prosecdef
        union all
        select format('%s has no search_path of its own', p.oid::regprocedure)
        from pg_proc p
        where p.pronamespace::regnamespace::text like 'adcp%' and p.prosecdef
            and not coalesce(p.proconfig::text like '%search_path=pg_catalog, pg_temp%', false)
        union all
        select format('%s belongs to %s', c.oid::regclass, c.relowner::regrole)
        from pg_class c
        where c.relnamespace::regnamespace::text like 'adcp%' and c.relkind in ('r', 'p', 'v', 'S')
            and c.relowner <> 'adcp_owner'::regrole
        union all
        select format('%s may log in', r.rolname)
        from pg_roles r
        where r.rolname in ('adcp_owner', 'adcp_app', 'adcp_reader', 'adcp_operator', 'adcp_migrator') and r.rolcanlogin
    ) wrong;
    if v_wrong is not null then
        raise exception '%', v_wrong;
    end if;
end
$$;
rollback;
