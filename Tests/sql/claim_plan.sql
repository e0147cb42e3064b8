-- The claim's plan, pinned: lanes from adcp.agent_health, each a range of the index (agent_id, due_at) closed at both ends, row by row,
-- the rest by primary key. No table that grows is ever scanned.
begin;
set local client_min_messages = warning;

do $$
declare
    v_tenant uuid := adcp_api.put_tenant('plan');
    v_query text;
    v_plan jsonb;
    v_text text := '';
    v_line text;
    v_scan jsonb;
begin
    for i in 1 .. 5 loop
        perform adcp_api.record_capabilities(
            v_tenant, adcp_api.put_agent(v_tenant, 'seller-' || i, 'https://seller.example/mcp'), '3.1', array['3.1'], true, 86400,
            'get_task_status', null, '{}');
    end loop;
    for i in 1 .. 20 loop
        perform adcp_api.submit_operations(
            v_tenant, (select array_agg('seller-' || (n % 5 + 1)) from generate_series(1, 1000) n), array_fill('create_media_buy'::text, array[1000]),
            array_fill('{"account": {"account_id": "a"}}'::jsonb, array[1000]), array_fill(null::text, array[1000]));
    end loop;
    analyze adcp.operations, adcp.schedule, adcp.operation_payloads, adcp.agents, adcp.agent_health, adcp.accounts;

    -- The query as the function has it, with its variables as parameters of a statement planned once for all values.
    select substring(p.prosrc from 'return query(.*?);\s*end') into v_query
    from pg_proc p where p.oid = 'adcp_api.claim_steps(uuid,integer,timestamptz,uuid[])'::regprocedure;
    v_query := regexp_replace(v_query, '\mp_instance\M', '$1', 'g');
    v_query := regexp_replace(v_query, '\mp_limit\M', '$2', 'g');
    v_query := regexp_replace(v_query, '\mp_after\M', '$3', 'g');
    v_query := regexp_replace(v_query, '\mv_now\M', '$4', 'g');
    v_query := regexp_replace(v_query, '\mp_except\M', '$5', 'g');
    set local plan_cache_mode = force_generic_plan;
    set local enable_seqscan = off;
    set local enable_bitmapscan = off;
    execute 'prepare claim (uuid, integer, timestamptz, timestamptz, uuid[]) as ' || v_query;
    execute format('explain (format json) execute claim (%L, 100, %L, clock_timestamp(), ''{}'')', v_tenant, now() - interval '1 hour') into v_plan;
    deallocate claim;

    for v_scan in
        select p.node
        from jsonb_path_query(v_plan, 'strict $.**') as p (node)
        where jsonb_typeof(p.node) = 'object' and p.node ? 'Relation Name'
            and p.node ->> 'Node Type' <> 'ModifyTable'
    loop
        v_line := format('%s of %s by %s', v_scan ->> 'Node Type', v_scan ->> 'Relation Name', v_scan ->> 'Index Name');
        v_text := v_text || v_line || ': ' || coalesce(v_scan ->> 'Index Cond', '') || E'\n';
        if v_scan ->> 'Relation Name' in ('schedule', 'operations', 'operation_payloads') and v_scan ->> 'Node Type' not in ('Index Scan', 'Index Only Scan') then
            raise exception 'the claim reads a table that grows by %', v_line;
        end if;
    end loop;
    if (select count(*) from regexp_matches(
            v_text, '(Index Scan|Index Only Scan) of schedule by schedule_due: [^\n]*agent_id = [^\n]*due_at > \$3[^\n]*due_at <= \$4', 'g')) < 2 then
        raise exception E'the lanes are not read as closed ranges of schedule_due:\n%', v_text;
    end if;
    if not jsonb_path_exists(v_plan, 'strict $.** ? (@."Node Type" == "LockRows")') then
        raise exception 'the claim locks nothing';
    end if;
end
$$;
rollback;
