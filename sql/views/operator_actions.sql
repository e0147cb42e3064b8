-- What auditors read: who did what to the working of Holdfast.

create or replace view adcp_report.operator_actions as
select x.tenant_id, t.name as tenant, x.id as action_id, x.occurred_at, x.actor, x.action, x.subject, x.reason, x.detail
from adcp.operator_actions x
join adcp.tenants t on t.id = x.tenant_id;
comment on view adcp_report.operator_actions is 'One row per deed of a person, such as an agent paused.';
comment on column adcp_report.operator_actions.tenant_id is 'Whose agent it was about.';
comment on column adcp_report.operator_actions.tenant is 'Name of the tenant.';
comment on column adcp_report.operator_actions.action_id is 'Identifier (UUIDv7).';
comment on column adcp_report.operator_actions.occurred_at is 'When.';
comment on column adcp_report.operator_actions.actor is 'Who: key: and the name of an API key, or user: and the operating system''s user.';
comment on column adcp_report.operator_actions.action is 'agent_paused, agent_resumed, agent_limited, orphan_adopted, orphan_adoption_set or change_notices_set.';
comment on column adcp_report.operator_actions.subject is 'To what: the agent''s name.';
comment on column adcp_report.operator_actions.reason is 'Why, in their words.';
comment on column adcp_report.operator_actions.detail is 'With what values.';
