-- migrate:up
-- kind: expand
-- locks: none on existing objects
-- expected at ten million rows: does not depend on rows
-- minimum application version: 0.1
--
-- Keys that publishers pin for the agents that sell for them (adagents.json): for all instances together.
set local lock_timeout = '2s';
set local statement_timeout = '60s';
set local role adcp_owner;

create table adcp.publisher_pins (
    tenant_id     uuid        not null,
    agent_id      uuid        not null,
    publisher     text        not null check (publisher ~ '^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?$' and length(publisher) <= 253),
    pins          text[]      check (cardinality(pins) <= 64),
    failure       text        check (failure ~ '^[a-z][a-z0-9_]{0,62}$'),
    refused_at    timestamptz,
    revoked_at    timestamptz,
    checked_at    timestamptz,
    attempted_at  timestamptz,
    primary key (tenant_id, agent_id, publisher),
    constraint publisher_pins_refused_for_a_reason check (refused_at is null or failure is not null)
);
comment on table adcp.publisher_pins is
    'One row per publisher whose adagents.json has a say in which keys an agent may sign with: a key that it does not pin, where it pins any, proves nothing.';
comment on column adcp.publisher_pins.tenant_id is 'Whose agent it is.';
comment on column adcp.publisher_pins.agent_id is 'Whose keys they are.';
comment on column adcp.publisher_pins.publisher is 'Domain of the publisher, as the operator of this deployment named it.';
comment on column adcp.publisher_pins.pins is 'Thumbprints (RFC 7638) of the keys that it pins for the agent; null where it pins none and so has no say, empty where what it pins matches no key.';
comment on column adcp.publisher_pins.failure is 'Why the last look brought nothing; null when it did.';
comment on column adcp.publisher_pins.refused_at is 'Since when the document does not authorize the agent: its keys prove nothing meanwhile.';
comment on column adcp.publisher_pins.revoked_at is
    'When a network''s document first said that it speaks for the publisher no more: held for a week, whatever it says later, unless the operator names the publisher again.';
comment on column adcp.publisher_pins.checked_at is 'When the document last authorized the agent.';
comment on column adcp.publisher_pins.attempted_at is 'When an instance last went to look: the next one waits half a minute.';

select adcp.record_migration(9, '0009_publisher_pins');
