-- What analysts read of operations: one row per operation, one row per event.

create or replace view adcp_report.operations as
select o.tenant_id, t.name as tenant, o.id as operation_id, a.name as agent, o.task_type, o.state, o.previous_state, o.channel,
    o.task_id, o.reason, o.attention, o.has_webhook, o.created_at, o.first_sent_at, o.updated_at, o.deadline_at, o.cancel_requested_at,
    o.settled_at, s.step as next_step, s.due_at as next_due_at
from adcp.operations o
join adcp.tenants t on t.id = o.tenant_id
join adcp.agents a on a.tenant_id = o.tenant_id and a.id = o.agent_id
left join adcp.schedule s on s.tenant_id = o.tenant_id and s.operation_id = o.id;
comment on view adcp_report.operations is 'One row per operation: where it stands and what comes next.';

create or replace view adcp_report.operation_history as
select e.tenant_id, e.operation_id, e.sequence, e.occurred_at, e.kind, e.from_state, e.to_state, e.channel, e.reason, e.detail,
    e.occurred_at - lag(e.occurred_at) over (partition by e.tenant_id, e.operation_id order by e.sequence) as since_previous
from adcp.operation_events e;
comment on view adcp_report.operation_history is 'One row per event of an operation, with the time since the one before.';

create or replace view adcp_report.transitions as
select t.from_state, t.to_state, t.source, t.why from adcp.transitions t;
comment on view adcp_report.transitions is 'The legal moves of an operation.';
