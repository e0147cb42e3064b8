-- What operators read of comparisons with agents.

create or replace view adcp_report.reconciliation_findings as
select f.tenant_id, t.name as tenant, a.name as agent, c.reference as account, r.id as reconciliation_id, r.cause, r.started_at, r.finished_at,
    r.outcome, f.id as finding_id, f.kind, f.task_id, f.task_type, f.operation_id, f.media_buy_id, f.our_state, f.their_state, f.action
from adcp.reconciliation_findings f
join adcp.reconciliations r on r.tenant_id = f.tenant_id and r.id = f.reconciliation_id
join adcp.tenants t on t.id = f.tenant_id
join adcp.agents a on a.tenant_id = r.tenant_id and a.id = r.agent_id
left join adcp.accounts c on c.tenant_id = r.tenant_id and c.id = r.account_id;
comment on view adcp_report.reconciliation_findings is 'One row per difference between what we believe and what an agent lists.';
comment on column adcp_report.reconciliation_findings.tenant_id is 'Whose it is.';
comment on column adcp_report.reconciliation_findings.tenant is 'Name of the tenant.';
comment on column adcp_report.reconciliation_findings.agent is 'Name of the agent.';
comment on column adcp_report.reconciliation_findings.account is 'The account whose tasks were listed; null where none was named.';
comment on column adcp_report.reconciliation_findings.reconciliation_id is 'The comparison.';
comment on column adcp_report.reconciliation_findings.cause is 'start, operator or restore.';
comment on column adcp_report.reconciliation_findings.started_at is 'When the comparison began.';
comment on column adcp_report.reconciliation_findings.finished_at is 'When it was finished.';
comment on column adcp_report.reconciliation_findings.outcome is 'compared, or compared_in_part where the list did not end.';
comment on column adcp_report.reconciliation_findings.finding_id is 'Identifier, for adopting.';
comment on column adcp_report.reconciliation_findings.kind is 'orphaned, missing, mismatched, conflicting, unmatched_webhook or orphaned_buy.';
comment on column adcp_report.reconciliation_findings.task_id is 'The agent''s task.';
comment on column adcp_report.reconciliation_findings.task_type is 'AdCP task, as the agent says.';
comment on column adcp_report.reconciliation_findings.operation_id is 'Our operation, where there is one; of an orphaned buy, the one that is lost.';
comment on column adcp_report.reconciliation_findings.media_buy_id is 'The buy, where there is one.';
comment on column adcp_report.reconciliation_findings.our_state is 'How it stood here.';
comment on column adcp_report.reconciliation_findings.their_state is 'How it stood there.';
comment on column adcp_report.reconciliation_findings.action is 'adopted, polled, or person where somebody has to look.';
