-- One tenant, ten agents whose capabilities are known, as a bench needs them.
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

create function public.bench_request(p_number integer)
returns jsonb
language sql
immutable
return jsonb_build_object(
    'account', jsonb_build_object('account_id', 'acct-1'), 'brand', jsonb_build_object('domain', 'brand.example'),
    'po_number', 'PO-' || p_number, 'start_time', 'asap', 'end_time', '2027-01-01T00:00:00Z',
    'packages', jsonb_build_array(
        jsonb_build_object('product_id', 'homepage', 'pricing_option_id', 'cpm-usd', 'budget', 5000 + p_number),
        jsonb_build_object('product_id', 'video', 'pricing_option_id', 'cpm-usd', 'budget', 7000)));

select public.bench_agents(10) as tenant;
