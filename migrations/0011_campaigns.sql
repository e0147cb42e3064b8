-- migrate:up
-- kind: expand
-- locks: none on existing objects
-- expected at ten million rows: does not depend on rows
-- minimum application version: 0.1
--
-- Governed campaigns: what is bought together under one plan, which operations belong to it, what governance said, and what names a
-- purchase beyond our own keys. Rare beside operations.
set local lock_timeout = '2s';
set local statement_timeout = '60s';
set local role adcp_owner;

create table adcp.campaigns (
    tenant_id            uuid        not null,
    id                   uuid        not null,
    name                 text        not null check (length(name) between 1 and 200),
    plan_id              text        check (length(plan_id) between 1 and 255),
    governance_agent_id  uuid,
    caller               text        check (length(caller) between 1 and 2048),
    conditions           text        not null default 'ask' check (conditions in ('ask', 'apply')),
    request_key          text,
    request_hash         bytea       not null,
    created_at           timestamptz not null default now(),
    primary key (tenant_id, id),
    constraint campaigns_are_governed_whole check (
        (plan_id is null) = (governance_agent_id is null) and (plan_id is null) = (caller is null))
);
create unique index campaigns_request_key on adcp.campaigns (tenant_id, request_key) where request_key is not null;
comment on table adcp.campaigns is 'One row per campaign: what is bought from several sellers under one plan. Its state is that of its operations.';
comment on column adcp.campaigns.tenant_id is 'Whose campaign it is.';
comment on column adcp.campaigns.id is 'Identifier (UUIDv7).';
comment on column adcp.campaigns.name is 'What people call it.';
comment on column adcp.campaigns.plan_id is 'The governance agent''s plan that it spends; synced before. Null: ungoverned.';
comment on column adcp.campaigns.governance_agent_id is 'The agent that is asked before money moves.';
comment on column adcp.campaigns.caller is 'Who asks, as a URL: the buyer''s own agent.';
comment on column adcp.campaigns.conditions is 'What is done with conditions: ask a person, or apply those that say what is required.';
comment on column adcp.campaigns.request_key is 'The caller''s Idempotency-Key: the same key gives the same campaign.';
comment on column adcp.campaigns.request_hash is 'SHA-256 of what the caller asked, to tell a repeated key from a reused one.';
comment on column adcp.campaigns.created_at is 'When it was submitted.';

create table adcp.campaign_operations (
    tenant_id     uuid    not null,
    operation_id  uuid    not null,
    campaign_id   uuid    not null,
    ordinal       integer not null check (ordinal >= 0),
    role          text    not null check (role in ('check', 'commit', 'creatives', 'outcome')),
    primary key (tenant_id, operation_id)
);
create index campaign_operations_campaign on adcp.campaign_operations (tenant_id, campaign_id, ordinal);
comment on table adcp.campaign_operations is 'The operations of a campaign: a chain for each buy, in which the settlement of one releases the next.';
comment on column adcp.campaign_operations.tenant_id is 'Whose campaign it is.';
comment on column adcp.campaign_operations.operation_id is 'Which operation.';
comment on column adcp.campaign_operations.campaign_id is 'Which campaign.';
comment on column adcp.campaign_operations.ordinal is 'Which of its buys, from 0 in the order in which they were given.';
comment on column adcp.campaign_operations.role is 'check: asks governance. commit: moves money. creatives: follows the commit. outcome: reports to governance.';

create table adcp.governance_checks (
    tenant_id             uuid        not null,
    operation_id          uuid        not null,
    commit_operation_id   uuid        not null,
    round                 integer     not null check (round >= 1),
    cause                 text        not null check (cause in ('first', 'conditions', 'expired', 'version', 'refused', 'asked')),
    payload_hash          bytea,
    proposed_commitment   jsonb,
    consultation_context  text,
    verdict               text        check (verdict in ('approved', 'denied', 'conditions', 'unreadable')),
    check_id              text        check (length(check_id) <= 512),
    explanation           text        check (length(explanation) <= 4000),
    findings              jsonb,
    conditions            jsonb,
    next_consultation     text,
    governance_context    text        check (governance_context ~ '^[ -~]+$' and length(governance_context) <= 4096),
    expires_at            timestamptz,
    decided_at            timestamptz,
    used_at               timestamptz,
    primary key (tenant_id, operation_id),
    constraint governance_checks_round unique (tenant_id, commit_operation_id, round),
    constraint governance_checks_decided_has_its_time check ((verdict is null) = (decided_at is null)),
    constraint governance_checks_approved_ends check (verdict is distinct from 'approved' or (check_id is not null and expires_at is not null)),
    constraint governance_checks_only_approved_is_used check (
        verdict is not distinct from 'approved' or (used_at is null and governance_context is null))
);
comment on table adcp.governance_checks is 'One row per question to governance about one commitment: its round, its verdict, and whether the approval was used.';
comment on column adcp.governance_checks.tenant_id is 'Whose campaign it is.';
comment on column adcp.governance_checks.operation_id is 'The operation that asks (check_governance).';
comment on column adcp.governance_checks.commit_operation_id is 'The operation that is asked about.';
comment on column adcp.governance_checks.round is 'Which question about it, from 1; the last one counts.';
comment on column adcp.governance_checks.cause is 'Why it is asked: first, conditions applied, approval expired, version pinned anew, refused by the seller, asked by a person.';
comment on column adcp.governance_checks.payload_hash is 'SHA-256 of the frozen request that was checked. Nothing else is sent under the approval.';
comment on column adcp.governance_checks.proposed_commitment is 'The amount that the request commits, where it does not say so itself.';
comment on column adcp.governance_checks.consultation_context is 'What the conditions of the round before gave us to say.';
comment on column adcp.governance_checks.verdict is 'approved, denied, conditions; unreadable when the answer is none of them or lacks what its release demands. Null while nobody has answered.';
comment on column adcp.governance_checks.check_id is 'The governance agent''s name for it.';
comment on column adcp.governance_checks.explanation is 'The governance agent''s words (untrusted, capped).';
comment on column adcp.governance_checks.findings is 'The governance agent''s findings. Counterparty data.';
comment on column adcp.governance_checks.conditions is 'What would be approved instead. Counterparty data.';
comment on column adcp.governance_checks.next_consultation is 'What to say when asking again under these conditions.';
comment on column adcp.governance_checks.governance_context is 'The approval as the seller gets it. A secret: opaque, never shown, sent to that seller only.';
comment on column adcp.governance_checks.expires_at is 'Until when the approval may be used.';
comment on column adcp.governance_checks.decided_at is 'When the verdict came.';
comment on column adcp.governance_checks.used_at is 'When the request was first handed out to be sent under it.';

create table adcp.natural_keys (
    tenant_id     uuid not null,
    agent_id      uuid not null,
    task_type     text not null,
    value         text not null check (length(value) between 1 and 255),
    operation_id  uuid not null,
    primary key (tenant_id, agent_id, task_type, value)
);
comment on table adcp.natural_keys is 'Purchases by the name that the buyer gave them, such as a po_number: one live operation for each, agent by agent.';
comment on column adcp.natural_keys.tenant_id is 'Whose purchase it is.';
comment on column adcp.natural_keys.agent_id is 'With which agent: one order may be split over several sellers.';
comment on column adcp.natural_keys.task_type is 'By which AdCP task.';
comment on column adcp.natural_keys.value is 'The name, as the request has it.';
comment on column adcp.natural_keys.operation_id is 'The operation that buys it, or bought it; another takes its place when it failed, was rejected or canceled.';

create table adcp.operation_links (
    tenant_id      uuid not null,
    operation_id   uuid not null,
    kind           text not null check (kind in ('replaces', 'cancels', 'reads_back')),
    target_id      uuid not null,
    primary key (tenant_id, operation_id)
);
create index operation_links_target on adcp.operation_links (tenant_id, target_id);
comment on table adcp.operation_links is 'Operations that exist because of another.';
comment on column adcp.operation_links.tenant_id is 'Whose operations they are.';
comment on column adcp.operation_links.operation_id is 'The later one.';
comment on column adcp.operation_links.kind is 'replaces: submitted again, corrected. cancels: undoes what the other bought. reads_back: looks what became of it.';
comment on column adcp.operation_links.target_id is 'The one that it is about.';

select adcp.record_migration(11, '0011_campaigns');
