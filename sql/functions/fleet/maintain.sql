-- Maintenance: partitions made ahead of time, and what is past its time dropped. Any instance may run it, or pg_cron; one at a time does.

create or replace function adcp.ensure_partitions(p_table text, p_unit text, p_ahead integer)
returns integer
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_from timestamptz;
    v_name text;
    v_made integer := 0;
begin
    for i in 0 .. p_ahead loop
        v_from := date_trunc(p_unit, now(), 'UTC') + (i || ' ' || p_unit)::interval;
        v_name := p_table || '_' || to_char(v_from at time zone 'UTC', 'YYYYMMDD');
        if to_regclass('adcp.' || v_name) is null then
            execute format(
                'create table adcp.%I partition of adcp.%I for values from (%L) to (%L)',
                v_name, p_table, v_from, v_from + ('1 ' || p_unit)::interval);
            execute format('comment on table adcp.%I is %L', v_name, format('Rows of adcp.%s from %s on.', p_table, v_from));
            v_made := v_made + 1;
        end if;
    end loop;
    return v_made;
end
$$;
comment on function adcp.ensure_partitions(text, text, integer) is 'Makes the partitions of a table for this unit of time and some ahead; returns how many were missing.';

create or replace function adcp.drop_partitions(p_table text, p_keep interval)
returns integer
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    v_partition record;
    v_dropped integer := 0;
begin
    for v_partition in
        select c.oid::regclass as partition
        from pg_catalog.pg_inherits i
        join pg_catalog.pg_class c on c.oid = i.inhrelid
        where i.inhparent = ('adcp.' || p_table)::regclass
            and (regexp_match(pg_get_expr(c.relpartbound, c.oid), 'TO \(''([^'']+)''\)'))[1]::timestamptz < now() - p_keep
    loop
        execute format('drop table %s', v_partition.partition);
        v_dropped := v_dropped + 1;
    end loop;
    return v_dropped;
end
$$;
comment on function adcp.drop_partitions(text, interval) is 'Drops the partitions of a table that ended longer ago than that; returns how many.';

create or replace function adcp.forget_webhooks(p_keep interval, p_limit integer)
returns integer
language sql
set search_path = pg_catalog, pg_temp
as $$
    -- Counted from the first acceptance, whatever was sent again since (I-34); never sooner than the sender may still send again.
    with forgotten as (
        delete from adcp.webhook_keys k
        where k.ctid = any (array(
            select o.ctid
            from adcp.webhook_keys o
            join adcp.agents a on a.tenant_id = o.tenant_id and a.id = o.agent_id
            where o.applied_at is not null
                and o.accepted_at < now() - greatest(p_keep, adcp.delivery_retry_horizon(a.capabilities))
            order by o.accepted_at
            limit p_limit
            for no key update of o skip locked))
        returning 1
    )
    select count(*)::integer from forgotten;
$$;
comment on function adcp.forget_webhooks(interval, integer) is
    'Deletes bindings of webhook keys first accepted longer ago than that, and than a day and the sender''s retries last; returns how many.';

create or replace function adcp.delivery_retry_horizon(p_capabilities jsonb)
returns interval
language sql
stable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select greatest(
        interval '24 hours',
        make_interval(secs => least(
            coalesce(adcp.number_of(p_capabilities #> '{webhook_signing,delivery_retry_horizon_seconds}'), 0), 31536000)::float8));
$$;
comment on function adcp.delivery_retry_horizon(jsonb) is 'How long an agent may go on sending a webhook again: as it says of itself, at least a day (AdCP), at most a year.';

create or replace function adcp_api.maintain()
returns integer
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set lock_timeout = '2s'
as $$
begin
    if not pg_try_advisory_xact_lock(hashtextextended('adcp.maintain', 0)) then
        return 0;
    end if;
    perform adcp.drop_partitions(r.name, r.keep) from adcp.retentions r where r.name not in ('webhook_keys', 'refused_results');
    perform adcp.forget_webhooks(r.keep, 10000) from adcp.retentions r where r.name = 'webhook_keys';
    perform adcp.forget_refused_results(r.keep, 10000) from adcp.retentions r where r.name = 'refused_results';
    -- Those that refused it a while ago, and those that were given an address since they were last asked what they can.
    perform adcp.subscribe_to_capabilities(a.tenant_id, a.id)
    from adcp.agents a
    where a.capabilities #> '{adcp,capability_changes,notifications,supported}' = 'true';
    return adcp.ensure_partitions('operation_events', 'month', 3)
        + adcp.ensure_partitions('webhook_deliveries', 'week', 5)
        + adcp.ensure_partitions('api_calls', 'week', 5);
end
$$;
comment on function adcp_api.maintain() is 'Makes partitions ahead of time and returns how many, after dropping what adcp.retentions does not keep. Call it hourly or oftener from anywhere; a second caller returns at once.';
