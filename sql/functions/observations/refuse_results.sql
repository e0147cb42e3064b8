-- Results that are none of their tasks' (AdCP convergence, C §7, I-16): kept, told, and never a settlement.

create or replace function adcp.keep_refused_results(p_judged adcp.judgement[])
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    insert into adcp.refused_results as r (tenant_id, operation_id, fingerprint, channel, reason, value)
    select j.tenant_id, j.operation_id, f.fingerprint, j.channel, j.reason, case when length(j.value::text) <= 65536 then j.value end
    from unnest(p_judged) j
    cross join lateral (select sha256(convert_to(coalesce(j.value::text, ''), 'UTF8')) as fingerprint) f
    where j.verdict = 'retried' and j.error_code = 'INVALID_RESULT'
        -- Who says something else each time shall not fill the disk.
        and (select count(*) filter (where x.fingerprint <> f.fingerprint) from adcp.refused_results x
             where x.tenant_id = j.tenant_id and x.operation_id = j.operation_id) < 16
    order by j.tenant_id, j.operation_id
    on conflict (tenant_id, operation_id, fingerprint) do update set times = r.times + 1, last_at = now();
    perform adcp.raise_alarm(
        x.tenant_id, x.agent_id, 'result_invalid', x.task_type, jsonb_build_object('operation', x.operation_id, 'reason', x.reason))
    from (
        select distinct on (j.tenant_id, j.agent_id, j.task_type) j.*
        from unnest(p_judged) j
        where j.verdict = 'retried' and j.error_code = 'INVALID_RESULT' and j.is_change
        order by j.tenant_id, j.agent_id, j.task_type) x;
end
$$;
comment on function adcp.keep_refused_results(adcp.judgement[]) is
    'Keeps what sellers said that is not as their tasks have to answer, sixteen results an operation, and tells people of what is new.';

create or replace function adcp.refused_results_document(p_tenant uuid, p_operation uuid)
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
as $$
    select jsonb_agg(jsonb_build_object(
            'channel', r.channel, 'reason', r.reason, 'value', r.value, 'times', r.times, 'first_at', r.first_at, 'last_at', r.last_at)
        order by r.first_at, r.fingerprint)
    from adcp.refused_results r
    where r.tenant_id = p_tenant and r.operation_id = p_operation;
$$;
comment on function adcp.refused_results_document(uuid, uuid) is 'Results of an operation that were refused, as a JSON document; null where there are none.';

create or replace function adcp.forget_refused_results(p_keep interval, p_limit integer)
returns void
language sql
set search_path = pg_catalog, pg_temp
as $$
    delete from adcp.refused_results r
    where r.ctid = any (array(
        select o.ctid from adcp.refused_results o where o.last_at < now() - p_keep order by o.last_at limit p_limit for update skip locked));
$$;
comment on function adcp.forget_refused_results(interval, integer) is 'Deletes refused results that came last longer ago than that, some at a time.';
