-- Maintenance: partitions made ahead of time. Any instance may run it, or pg_cron; one at a time does.

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
    return adcp.ensure_partitions('operation_events', 'month', 3)
        + adcp.ensure_partitions('webhook_deliveries', 'week', 5)
        + adcp.ensure_partitions('api_calls', 'week', 5);
end
$$;
comment on function adcp_api.maintain() is 'Makes partitions ahead of time; returns how many. Call it daily or oftener from anywhere; a second caller returns at once.';
