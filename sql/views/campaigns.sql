-- What analysts read of campaigns: one row per buy, per question to governance, per creative.

create or replace view adcp_report.campaign_buys as
select c.tenant_id, t.name as tenant, c.id as campaign_id, c.name as campaign, c.plan_id, co.ordinal, a.name as agent, o.task_type,
    o.id as operation_id, o.state, o.attention, o.reason, s.value ->> 'media_buy_id' as media_buy_id,
    coalesce(m.confirmed_at, adcp_report.read_time(s.value ->> 'confirmed_at')) as confirmed_at, c.created_at, k.decided_at as approved_at,
    o.first_sent_at, o.settled_at, k.rounds
from adcp.campaigns c
join adcp.tenants t on t.id = c.tenant_id
join adcp.campaign_operations co on co.tenant_id = c.tenant_id and co.campaign_id = c.id and co.role = 'commit'
join adcp.operations o on o.tenant_id = co.tenant_id and o.id = co.operation_id
join adcp.agents a on a.tenant_id = o.tenant_id and a.id = o.agent_id
left join adcp.settlements s on s.tenant_id = o.tenant_id and s.operation_id = o.id and s.outcome = 'completed'
left join adcp.media_buys m on m.tenant_id = o.tenant_id and m.operation_id = o.id
left join lateral (
    select max(g.decided_at) filter (where g.verdict = 'approved') as decided_at, count(*)::integer as rounds
    from adcp.governance_checks g
    where g.tenant_id = o.tenant_id and g.commit_operation_id = o.id) k on true;
comment on view adcp_report.campaign_buys is 'One row per buy of a campaign: approved when, sent when, settled how, confirmed when.';
comment on column adcp_report.campaign_buys.tenant_id is 'Whose campaign it is.';
comment on column adcp_report.campaign_buys.tenant is 'Name of the tenant.';
comment on column adcp_report.campaign_buys.campaign_id is 'Identifier of the campaign.';
comment on column adcp_report.campaign_buys.campaign is 'What people call it.';
comment on column adcp_report.campaign_buys.plan_id is 'The plan that it spends; null where nothing governs it.';
comment on column adcp_report.campaign_buys.ordinal is 'Which of its buys, from 0.';
comment on column adcp_report.campaign_buys.agent is 'Name of the seller''s agent.';
comment on column adcp_report.campaign_buys.task_type is 'AdCP task that buys.';
comment on column adcp_report.campaign_buys.operation_id is 'The operation that buys.';
comment on column adcp_report.campaign_buys.state is 'Where it stands.';
comment on column adcp_report.campaign_buys.attention is 'Why a person should look at it; null when nobody need.';
comment on column adcp_report.campaign_buys.reason is 'Why it stands there (untrusted, capped, where it is the seller''s or the governance agent''s).';
comment on column adcp_report.campaign_buys.media_buy_id is 'The seller''s name for what was bought.';
comment on column adcp_report.campaign_buys.confirmed_at is 'When the seller committed to it; null while it has not, or where its release does not say.';
comment on column adcp_report.campaign_buys.created_at is 'When the campaign was submitted.';
comment on column adcp_report.campaign_buys.approved_at is 'When governance last approved it.';
comment on column adcp_report.campaign_buys.first_sent_at is 'When it was first about to be sent.';
comment on column adcp_report.campaign_buys.settled_at is 'When we learnt its outcome.';
comment on column adcp_report.campaign_buys.rounds is 'How often governance was asked about it.';

create or replace view adcp_report.governance_checks as
select k.tenant_id, o.campaign_id, k.commit_operation_id, k.operation_id, a.name as governance_agent, k.round, k.cause, k.verdict, k.check_id,
    k.explanation, k.findings, k.conditions, o.created_at as asked_at, k.decided_at, k.decided_at - o.created_at as took, k.expires_at, k.used_at,
    r.state as outcome_report
from adcp.governance_checks k
join adcp.operations o on o.tenant_id = k.tenant_id and o.id = k.operation_id
join adcp.agents a on a.tenant_id = o.tenant_id and a.id = o.agent_id
left join adcp.campaign_operations c on c.tenant_id = k.tenant_id and c.operation_id = k.operation_id
left join adcp.campaign_operations x
    on x.tenant_id = c.tenant_id and x.campaign_id = c.campaign_id and x.ordinal = c.ordinal and x.role = 'outcome' and k.used_at is not null
left join adcp.operations r on r.tenant_id = x.tenant_id and r.id = x.operation_id;
comment on view adcp_report.governance_checks is 'One row per question to governance, with how long it took to answer. Approvals themselves are not shown.';
comment on column adcp_report.governance_checks.tenant_id is 'Whose campaign it is.';
comment on column adcp_report.governance_checks.campaign_id is 'Which campaign.';
comment on column adcp_report.governance_checks.commit_operation_id is 'The operation that was asked about.';
comment on column adcp_report.governance_checks.operation_id is 'The operation that asked.';
comment on column adcp_report.governance_checks.governance_agent is 'Name of the governance agent.';
comment on column adcp_report.governance_checks.round is 'Which question about that operation, from 1.';
comment on column adcp_report.governance_checks.cause is 'Why it was asked.';
comment on column adcp_report.governance_checks.verdict is 'approved, denied, conditions or unreadable; null while nobody has answered.';
comment on column adcp_report.governance_checks.check_id is 'The governance agent''s name for it.';
comment on column adcp_report.governance_checks.explanation is 'The governance agent''s words (untrusted, capped).';
comment on column adcp_report.governance_checks.findings is 'The governance agent''s findings. Counterparty data.';
comment on column adcp_report.governance_checks.conditions is 'What would be approved instead. Counterparty data.';
comment on column adcp_report.governance_checks.asked_at is 'When the question arose.';
comment on column adcp_report.governance_checks.decided_at is 'When the verdict came.';
comment on column adcp_report.governance_checks.took is 'From the one to the other.';
comment on column adcp_report.governance_checks.expires_at is 'Until when the approval may be used.';
comment on column adcp_report.governance_checks.used_at is 'When the request was first handed out under it.';
comment on column adcp_report.governance_checks.outcome_report is 'State of the operation that reports what became of it, for approvals that were used.';

create or replace view adcp_report.creatives as
select k.tenant_id, a.name as agent, k.creative_id, k.operation_id, o.campaign_id, k.status, k.reason, o.settled_at as synced_at, k.decided_at,
    k.decided_at - o.settled_at as took, k.read_at, k.next_read_at
from adcp.creatives k
join adcp.operations o on o.tenant_id = k.tenant_id and o.id = k.operation_id
join adcp.agents a on a.tenant_id = k.tenant_id and a.id = k.agent_id;
comment on view adcp_report.creatives is 'One row per synced creative: whether the publisher approved it, and how long that took after the sync was done.';
comment on column adcp_report.creatives.tenant_id is 'Whose creative it is.';
comment on column adcp_report.creatives.agent is 'Name of the seller''s agent.';
comment on column adcp_report.creatives.creative_id is 'The buyer''s name for it.';
comment on column adcp_report.creatives.operation_id is 'The operation that last synced it.';
comment on column adcp_report.creatives.campaign_id is 'The campaign of that operation, where it has one.';
comment on column adcp_report.creatives.status is 'The publisher''s judgement, in AdCP''s words; null before it said.';
comment on column adcp_report.creatives.reason is 'Why (untrusted, capped).';
comment on column adcp_report.creatives.synced_at is 'When the sync was done.';
comment on column adcp_report.creatives.decided_at is 'When we first learnt that it was approved or rejected.';
comment on column adcp_report.creatives.took is 'From the one to the other.';
comment on column adcp_report.creatives.read_at is 'When the seller last told of it.';
comment on column adcp_report.creatives.next_read_at is 'When it will be asked for again.';
