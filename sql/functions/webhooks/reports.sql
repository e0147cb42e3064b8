-- Delivery reports: how media buys deliver, told by webhook (AdCP media_buy_delivery). They settle nothing.

create or replace function adcp.record_reports(p_arrivals adcp.arrival[])
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    -- A report told twice under one number is the same report: what came last stands.
    insert into adcp.delivery_reports as r
        (tenant_id, agent_id, media_buy_id, period_start, period_end, sequence, notification_type, currency, status, spend, impressions,
         clicks, report, delivery_id, received_at)
    select distinct on (a.tenant_id, a.agent_id, b.buy ->> 'media_buy_id', p.period_start, p.period_end, p.sequence)
        a.tenant_id, a.agent_id, b.buy ->> 'media_buy_id', p.period_start, p.period_end, p.sequence, a.value ->> 'notification_type',
        coalesce(b.buy ->> 'currency', a.value ->> 'currency'), b.buy ->> 'status', adcp.number_of(b.buy #> '{totals,spend}'),
        adcp.number_of(b.buy #> '{totals,impressions}'), adcp.number_of(b.buy #> '{totals,clicks}'), b.buy, a.delivery_id, a.received_at
    from unnest(p_arrivals) a
    cross join lateral jsonb_array_elements(a.value -> 'media_buy_deliveries') as b (buy)
    cross join lateral (
        select (a.value #>> '{reporting_period,start}')::timestamptz as period_start, (a.value #>> '{reporting_period,end}')::timestamptz as period_end,
            coalesce(adcp.number_of(a.value -> 'sequence_number'), 0)::bigint as sequence) p
    where a.verdict = 'recorded'
    order by a.tenant_id, a.agent_id, b.buy ->> 'media_buy_id', p.period_start, p.period_end, p.sequence, a.ordinal desc
    on conflict (tenant_id, agent_id, media_buy_id, period_start, period_end, sequence) do update
    set notification_type = excluded.notification_type, currency = excluded.currency, status = excluded.status, spend = excluded.spend,
        impressions = excluded.impressions, clicks = excluded.clicks, report = excluded.report, delivery_id = excluded.delivery_id,
        received_at = excluded.received_at
    where r.report <> excluded.report or r.notification_type <> excluded.notification_type;
end
$$;
comment on function adcp.record_reports(adcp.arrival[]) is 'Keeps the delivery reports among deliveries, one row per seller, buy, period and sequence.';

create or replace function adcp.number_of(p_value jsonb)
returns numeric
language sql
immutable
parallel safe
return case when jsonb_typeof(p_value) = 'number' then p_value::numeric end;
comment on function adcp.number_of(jsonb) is 'A JSON number as a number; null for anything else.';
