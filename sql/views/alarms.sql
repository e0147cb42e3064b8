-- What operators read of alarms: one row per agent, kind and subject.

create or replace view adcp_report.alarms as
select x.tenant_id, t.name as tenant, x.id as alarm_id, a.name as agent, x.kind, x.subject, x.detail, x.times, x.first_at, x.last_at,
    x.acknowledged_at
from adcp.alarms x
join adcp.tenants t on t.id = x.tenant_id
join adcp.agents a on a.tenant_id = x.tenant_id and a.id = x.agent_id;
comment on view adcp_report.alarms is 'One row per agent, kind and subject that a person should look at, or has.';
comment on column adcp_report.alarms.tenant_id is 'Whose agent it is about.';
comment on column adcp_report.alarms.tenant is 'Name of the tenant.';
comment on column adcp_report.alarms.alarm_id is 'Identifier, for acknowledging.';
comment on column adcp_report.alarms.agent is 'Name of the agent.';
comment on column adcp_report.alarms.kind is 'What happened.';
comment on column adcp_report.alarms.subject is 'Of what: an error code, a key, an address; empty where the kind says it all.';
comment on column adcp_report.alarms.detail is 'What is needed to understand it, as it was the last time.';
comment on column adcp_report.alarms.times is 'How often, counted at most once a second.';
comment on column adcp_report.alarms.first_at is 'When it happened first, since it was last acknowledged.';
comment on column adcp_report.alarms.last_at is 'When it happened last.';
comment on column adcp_report.alarms.acknowledged_at is 'When a person took note of it; null while nobody has.';
