-- One tenant, agents whose capabilities are known, as a bench needs them.
create table public.bench_trivial (id bigint generated always as identity primary key, note text not null);

create function public.bench_agents(p_agents integer)
returns uuid
language plpgsql
as $$
declare
    v_tenant uuid := adcp_api.put_tenant('bench');
begin
    for i in 1 .. p_agents loop
        perform adcp_api.record_capabilities(
            v_tenant,
            adcp_api.put_agent(v_tenant, 'seller-' || i, 'https://seller-' || i || '.example/mcp', null, 'hmac-sha256', 'https://buyer.example'),
            '3.1', array['3.0', '3.1'], true, 86400, 'get_task_status', 'list_tasks', '{}');
    end loop;
    return v_tenant;
end
$$;

-- Without a po_number: it is a purchase's name, and the batches below come again and again.
create function public.bench_request(p_number integer)
returns jsonb
language sql
immutable
return jsonb_build_object(
    'account', jsonb_build_object('account_id', 'acct-1'), 'brand', jsonb_build_object('domain', 'brand.example'),
    'start_time', 'asap', 'end_time', '2027-01-01T00:00:00Z',
    'packages', jsonb_build_array(
        jsonb_build_object('product_id', 'homepage', 'pricing_option_id', 'cpm-usd', 'budget', 5000 + p_number),
        jsonb_build_object('product_id', 'video', 'pricing_option_id', 'cpm-usd', 'budget', 7000)));

-- The batches below go to ten of them; the eleventh is for those who want one apart.
select public.bench_agents(11) as tenant;

-- The arrays of a batch, made once, so that the bench measures Holdfast and not their making.
create table public.bench_batch as
select array_agg('seller-' || (n % 10 + 1) order by n) as agents, array_fill('create_media_buy'::text, array[100]) as tasks,
    array_agg(public.bench_request(n) order by n) as requests, array_fill(null::text, array[100]) as keys,
    array_fill('call'::text, array[100]) as channels, array_fill('completed'::text, array[100]) as outcomes,
    array_fill(null::text, array[100]) as no_text, array_fill(null::timestamptz, array[100]) as no_time,
    array_fill(null::integer, array[100]) as no_integer,
    array_fill('\x00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff'::bytea, array[100]) as hashes,
    array_fill('{"media_buy_id": "mb_1", "revision": 1, "packages": [{"package_id": "p1"}]}'::jsonb, array[100]) as results,
    array_fill(12, array[100]) as milliseconds
from generate_series(1, 100) n;
