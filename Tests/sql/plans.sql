-- The plans of the functions on the hot path, pinned, also where PostgreSQL believes that the tables are empty, as after a quiet night:
-- a row of a table that grows is found by its whole key or by its place, one at a time. The claim reads each lane as a closed range.
begin;
set local client_min_messages = warning;

-- Two tenants with agents, so that no table is so small that every plan is the same.
do $$
declare
    v_tenant uuid;
begin
    analyze adcp.operations, adcp.schedule, adcp.operation_payloads, adcp.settlements, adcp.operation_events;
    for t in 1 .. 2 loop
        v_tenant := adcp_api.put_tenant('plan-' || t);
        for i in 1 .. 5 loop
            perform adcp_api.record_capabilities(
                v_tenant, adcp_api.put_agent(v_tenant, 'seller-' || i, 'https://seller.example/mcp'), '3.1', array['3.1'], true, 86400,
                'get_task_status', null, '{}');
        end loop;
    end loop;
    analyze adcp.agents, adcp.agent_health;
end
$$;

-- Statement of a function that begins with p_from and ends before p_to, its variables turned into parameters; explained for all values.
create function pg_temp.plan_of(p_function regproc, p_from text, p_to text, p_into text, p_variables text[], p_types text[])
returns jsonb
language plpgsql
as $$
declare
    v_query text;
    v_plan jsonb;
begin
    select p.prosrc into v_query from pg_proc p where p.oid = p_function;
    v_query := substring(v_query from position(p_from in v_query));
    v_query := substring(v_query for position(p_to in v_query) - 1 + length(p_to));
    v_query := rtrim(regexp_replace(v_query, p_into, ''), '; ');
    for i in 1 .. cardinality(p_variables) loop
        v_query := regexp_replace(v_query, '\m' || p_variables[i] || '\M', '$' || i, 'g');
    end loop;
    set local plan_cache_mode = force_generic_plan;
    set local enable_seqscan = off;
    set local enable_bitmapscan = off;
    set local enable_hashjoin = off;
    set local enable_mergejoin = off;
    execute format('prepare pinned (%s) as %s', array_to_string(p_types, ', '), v_query);
    execute 'explain (format json) execute pinned (' || array_to_string(array_fill('null'::text, array[cardinality(p_types)]), ', ') || ')'
        into v_plan;
    deallocate pinned;
    return v_plan;
end
$$;

-- Every scan in a plan of a table that grows: by the whole key, by place, or (p_ranges) by the range of a lane.
create function pg_temp.check_plan(p_name text, p_plan jsonb, p_ranges integer)
returns void
language plpgsql
as $$
declare
    v_scan jsonb;
    v_condition text;
    v_ranges integer := 0;
    v_seen integer := 0;
    v_key text[];
begin
    for v_scan in
        select p.node
        from jsonb_path_query(p_plan, 'strict $.**') as p (node)
        where jsonb_typeof(p.node) = 'object' and p.node ? 'Relation Name' and p.node ->> 'Node Type' <> 'ModifyTable'
    loop
        v_condition := coalesce(v_scan ->> 'Index Cond', '');
        v_key := case v_scan ->> 'Relation Name'
            when 'operations' then array['tenant_id =', case when v_scan ->> 'Index Name' = 'operations_task' then 'task_id =' else 'id =' end]
            when 'schedule' then array['tenant_id =', 'operation_id =']
            when 'operation_payloads' then array['tenant_id =', 'operation_id =']
            when 'settlements' then array['tenant_id =', 'operation_id =']
        end;
        v_seen := v_seen + (v_key is not null)::integer;
        if v_scan ->> 'Index Name' = 'schedule_due' and v_condition ~ 'agent_id = .*due_at > .*due_at <= ' then
            v_ranges := v_ranges + 1;
        elsif v_key is not null and v_scan ->> 'Node Type' <> 'Tid Scan'
            and not (v_scan ->> 'Node Type' in ('Index Scan', 'Index Only Scan')
                and position(v_key[1] in v_condition) > 0 and position(v_key[2] in v_condition) > 0)
        then
            raise exception '%: % of % by %, %', p_name, v_scan ->> 'Node Type', v_scan ->> 'Relation Name', v_scan ->> 'Index Name', v_condition;
        end if;
    end loop;
    if v_seen = 0 then
        raise exception '%: the plan reads no table that grows, so nothing was looked at', p_name;
    end if;
    if v_ranges <> p_ranges then
        raise exception '%: % lanes are read as closed ranges of schedule_due, not %', p_name, v_ranges, p_ranges;
    end if;
end
$$;

create function pg_temp.check_plans(p_when text)
returns void
language plpgsql
as $$
declare
    v_plan jsonb := pg_temp.plan_of(
        'adcp_api.claim_steps', 'with lane', 'from due d;', 'into v_due, v_low_water, v_has_probes, v_tasks',
        array['p_limit', 'p_after', 'p_except', 'v_now', 'v_limits', 'v_is_held'],
        array['integer', 'timestamptz', 'uuid[]', 'timestamptz', 'adcp.lane_limit[]', 'boolean']);
begin
    perform pg_temp.check_plan('the lanes of claim_steps ' || p_when, v_plan, 2);
    if not jsonb_path_exists(v_plan, 'strict $.** ? (@."Node Type" == "LockRows")') then
        raise exception 'the claim locks nothing';
    end if;
    perform pg_temp.check_plan(
        'claim_steps ' || p_when, pg_temp.plan_of(
            'adcp_api.claim_steps', 'with claimed', 'v_low_water;', 'x^',
            array['p_instance', 'v_now', 'v_due', 'v_tasks', 'v_low_water'],
            array['uuid', 'timestamptz', 'adcp.due_step[]', 'text[]', 'timestamptz']), 0);
    perform pg_temp.check_plan(
        'lock_and_judge ' || p_when, pg_temp.plan_of(
            'adcp.lock_and_judge', 'with seen', 'from told f;', 'into lock_and_judge.*has_followers',
            array['p_tenants', 'p_operations', 'p_channels', 'p_lease_tokens', 'p_outcomes', 'p_task_ids', 'p_context_ids',
                'p_seller_times', 'p_reasons', 'p_error_codes', 'p_retry_after', 'p_record_hashes', 'p_values', 'p_milliseconds'],
            array['uuid[]', 'uuid[]', 'text[]', 'bigint[]', 'text[]', 'text[]', 'text[]', 'timestamptz[]', 'text[]', 'text[]', 'integer[]',
                'bytea[]', 'jsonb[]', 'integer[]']), 0);
    perform pg_temp.check_plan(
        'observe ' || p_when, pg_temp.plan_of(
            'adcp_api.observe', 'with judged', 'from judged j;', 'x^', array['v_judged', 'p_instance'], array['adcp.judgement[]', 'uuid']), 0);
    perform pg_temp.check_plan(
        'continue_steps ' || p_when, pg_temp.plan_of(
            'adcp.continue_steps', 'update adcp.schedule', 'n.step_tid;', 'x^', array['p_judged'], array['adcp.judgement[]']), 0);
end
$$;

-- And what plans cannot show, because triggers and alternatives are chosen as they run: among 20 thousand rows, the life of a hundred operations
-- reads a few thousand.
create function pg_temp.check_reads(p_when text)
returns void
language plpgsql
as $$
declare
    v_tenant uuid;
    v_tenants uuid[];
    v_operations uuid[];
    v_tokens bigint[];
    v_before bigint;
    v_read bigint;
begin
    select x.id into v_tenant from adcp.tenants x where x.name = 'plan-1';
    for v_run in 1 .. 2 loop
        select sum(t.seq_tup_read + t.idx_tup_fetch) into v_before
        from pg_stat_xact_user_tables t
        where t.schemaname = 'adcp' and t.relname in ('schedule', 'operations', 'operation_payloads', 'settlements');
        perform adcp_api.submit_operations(
            v_tenant, array_fill('seller-1'::text, array[100]), array_fill('create_media_buy'::text, array[100]),
            array_fill('{"account": {"account_id": "a"}}'::jsonb, array[100]), array_fill(null::text, array[100]));
        select array_agg(c.tenant_id), array_agg(c.operation_id), array_agg(c.lease_token) into v_tenants, v_operations, v_tokens
        from adcp_api.claim_steps(v_tenant, 100) c;
        perform adcp_api.observe(
            v_tenant, v_tenants, v_operations, array_fill('call'::text, array[100]), v_tokens, array_fill('submitted'::text, array[100]),
            (select array_agg('task-' || o order by n) from unnest(v_operations) with ordinality as u (o, n)), array_fill(null::text, array[100]),
            array_fill(null::timestamptz, array[100]), array_fill(null::text, array[100]), array_fill(null::text, array[100]),
            array_fill(null::integer, array[100]), array_fill(null::bytea, array[100]), array_fill(null::jsonb, array[100]),
            array_fill(5, array[100]));
        select sum(t.seq_tup_read + t.idx_tup_fetch) - v_before into v_read
        from pg_stat_xact_user_tables t
        where t.schemaname = 'adcp' and t.relname in ('schedule', 'operations', 'operation_payloads', 'settlements');
        if v_read not between 100 and 5000 then
            raise exception 'submitting, claiming and observing 100 operations read % rows %', v_read, p_when;
        end if;
    end loop;
end
$$;

do $$ begin perform pg_temp.check_plans('when the tables are believed to be empty'); end $$;

do $$
declare
    v_tenant uuid;
begin
    for t in 1 .. 2 loop
        select x.id into v_tenant from adcp.tenants x where x.name = 'plan-' || t;
        for i in 1 .. 10 loop
            perform adcp_api.submit_operations(
                v_tenant, (select array_agg('seller-' || (n % 5 + 1)) from generate_series(1, 1000) n),
                array_fill('create_media_buy'::text, array[1000]), array_fill('{"account": {"account_id": "a"}}'::jsonb, array[1000]),
                array_fill(null::text, array[1000]));
        end loop;
    end loop;
end
$$;
do $$ begin perform pg_temp.check_plans('when the statistics are old'); perform pg_temp.check_reads('when the statistics are old'); end $$;
analyze adcp.operations, adcp.schedule, adcp.operation_payloads, adcp.agents, adcp.agent_health, adcp.accounts;
do $$ begin perform pg_temp.check_plans('when the statistics are new'); perform pg_temp.check_reads('when the statistics are new'); end $$;
rollback;
