-- What analysts read of operations: one row per operation, one row per event.

create or replace view adcp_report.operations as
select o.tenant_id, t.name as tenant, o.id as operation_id, a.name as agent, o.task_type, o.state, o.previous_state, o.channel,
    o.task_id, o.reason, o.attention, o.has_webhook, o.created_at, o.first_sent_at, o.updated_at, o.deadline_at, o.cancel_requested_at,
    o.settled_at, s.step as next_step, s.due_at as next_due_at, o.campaign_id
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

comment on column adcp_report.operations.tenant_id is 'Whose operation it is.';
comment on column adcp_report.operations.tenant is 'Name of the tenant.';
comment on column adcp_report.operations.operation_id is 'Identifier of the operation.';
comment on column adcp_report.operations.agent is 'Name of the seller''s agent.';
comment on column adcp_report.operations.task_type is 'AdCP task.';
comment on column adcp_report.operations.state is 'Where it stands.';
comment on column adcp_report.operations.previous_state is 'Where it stood before its last move; equal to state when it never moved.';
comment on column adcp_report.operations.channel is 'What told us of the last move.';
comment on column adcp_report.operations.task_id is 'The seller''s handle.';
comment on column adcp_report.operations.reason is 'Why it stands there: the seller''s words (untrusted, capped) or ours.';
comment on column adcp_report.operations.attention is 'Why a person should look at it; null when nobody need.';
comment on column adcp_report.operations.has_webhook is 'The seller was asked to call back.';
comment on column adcp_report.operations.created_at is 'When it was submitted to us.';
comment on column adcp_report.operations.first_sent_at is 'When the first call was about to leave.';
comment on column adcp_report.operations.updated_at is 'When it last changed.';
comment on column adcp_report.operations.deadline_at is 'When we stop waiting.';
comment on column adcp_report.operations.cancel_requested_at is 'When somebody asked to cancel it.';
comment on column adcp_report.operations.settled_at is 'When we learnt the outcome.';
comment on column adcp_report.operations.next_step is 'call, poll or expire; null when nothing is to be done any more.';
comment on column adcp_report.operations.next_due_at is 'When that step is due, or was when an instance took it in hand; infinity while another operation holds it back.';
comment on column adcp_report.operations.campaign_id is 'The campaign it is part of; null for most.';

comment on column adcp_report.operation_history.tenant_id is 'Whose operation it is.';
comment on column adcp_report.operation_history.operation_id is 'Which operation.';
comment on column adcp_report.operation_history.sequence is 'Version of the operation after the event.';
comment on column adcp_report.operation_history.occurred_at is 'When it was recorded.';
comment on column adcp_report.operation_history.kind is 'moved, or what was noted of an observation that moved nothing.';
comment on column adcp_report.operation_history.from_state is 'State before; null at birth.';
comment on column adcp_report.operation_history.to_state is 'State after.';
comment on column adcp_report.operation_history.channel is 'What told us.';
comment on column adcp_report.operation_history.reason is 'The seller''s words (untrusted, capped) or ours.';
comment on column adcp_report.operation_history.detail is 'What else is needed to understand it.';
comment on column adcp_report.operation_history.since_previous is 'Time since the event before; null for the first.';

comment on column adcp_report.transitions.from_state is 'State before the move.';
comment on column adcp_report.transitions.to_state is 'State after the move.';
comment on column adcp_report.transitions.source is 'guide: the design guide''s own table. adcp: what real agents do beyond it. local: our clock and our users.';
comment on column adcp_report.transitions.why is 'What happened, in a few words.';
