-- migrate:up
-- kind: expand
-- locks: none on existing objects
-- expected at ten million rows: does not depend on rows
-- minimum application version: 0.1
--
-- Keys found by an operator's brand.json, the keys that operators revoked, and how many new keys turn up: for all instances together.
set local lock_timeout = '2s';
set local statement_timeout = '60s';
set local role adcp_owner;

create table adcp.key_discoveries (
    tenant_id       uuid        not null,
    agent_id        uuid        not null,
    brand_json_url  text        check (brand_json_url ~ '^https?://[^[:space:]/?#@]+(/[^[:space:]#]*)?$' and length(brand_json_url) <= 2048),
    found_brand     text        check (found_brand ~ '^https?://[^[:space:]/?#@]+(/[^[:space:]#]*)?$' and length(found_brand) <= 2048),
    found_jwks_uri  text        check (found_jwks_uri ~ '^https?://[^[:space:]/?#@]+(/[^[:space:]#]*)?$' and length(found_jwks_uri) <= 2048),
    failure         text        check (failure ~ '^[a-z][a-z0-9_]{0,62}$'),
    refused_at      timestamptz,
    checked_at      timestamptz,
    attempted_at    timestamptz,
    primary key (tenant_id, agent_id),
    constraint key_discoveries_find_all_or_nothing check (num_nulls(brand_json_url, found_brand, found_jwks_uri) in (0, 3)),
    constraint key_discoveries_refused_for_a_reason check (refused_at is null or failure is not null)
);
comment on table adcp.key_discoveries is
    'One row per agent whose keys are found by its operator''s brand.json. What was found first is pinned: brand_json_url here, jwks_uri in adcp.signing_keys.';
comment on column adcp.key_discoveries.tenant_id is 'Whose agent it is.';
comment on column adcp.key_discoveries.agent_id is 'Whose keys they are.';
comment on column adcp.key_discoveries.brand_json_url is 'The operator''s document that is trusted: the list of revoked keys is at its origin.';
comment on column adcp.key_discoveries.found_brand is 'Where the document was found last. At another origin than the trusted one, a person has to confirm it first.';
comment on column adcp.key_discoveries.found_jwks_uri is 'Where that document says the keys are. Where it is not the pinned address, a person has to confirm it first.';
comment on column adcp.key_discoveries.failure is 'Why the last attempt found nothing, by AdCP''s code; null when it found something.';
comment on column adcp.key_discoveries.refused_at is 'Since when the operator''s document does not vouch for the agent: its keys prove nothing meanwhile.';
comment on column adcp.key_discoveries.checked_at is 'When the document last vouched for the agent.';
comment on column adcp.key_discoveries.attempted_at is 'When an instance last went to look: the next one waits half a minute.';

create table adcp.revocation_lists (
    tenant_id      uuid        not null,
    agent_id       uuid        not null,
    updated_at     timestamptz,
    revoked        text[]      not null default '{}',
    poll_interval  interval    not null default '10 minutes' check (poll_interval between interval '1 minute' and interval '30 minutes'),
    due_at         timestamptz not null default '-infinity',
    good_until     timestamptz not null default '-infinity',
    failure        text        check (failure ~ '^[a-z][a-z0-9_]{0,62}$'),
    attempted_at   timestamptz,
    primary key (tenant_id, agent_id)
);
comment on table adcp.revocation_lists is 'One row per agent whose keys are discovered: the keys that its operator revoked, as its signed list says (AdCP, Transport revocation).';
comment on column adcp.revocation_lists.tenant_id is 'Whose agent it is.';
comment on column adcp.revocation_lists.agent_id is 'Whose keys they are.';
comment on column adcp.revocation_lists.updated_at is 'Time of the list itself; null while none was ever had. An older one is not taken.';
comment on column adcp.revocation_lists.revoked is 'Identifiers of keys that prove nothing.';
comment on column adcp.revocation_lists.poll_interval is 'How long the list lets pass until the next, between 1 and 30 minutes. Keys and brand.json are kept no longer than that without a look.';
comment on column adcp.revocation_lists.due_at is 'When it is to be fetched again.';
comment on column adcp.revocation_lists.good_until is 'Until when it is believed: four intervals after it was due. Then no key of the agent proves anything.';
comment on column adcp.revocation_lists.failure is 'Why the last fetch brought nothing new; null when it did.';
comment on column adcp.revocation_lists.attempted_at is 'When an instance last went to fetch it: the next one waits half a minute.';

create table adcp.key_admissions (
    tenant_id  uuid        not null,
    minute     timestamptz not null,
    new_keys   integer     not null default 1 check (new_keys > 0),
    primary key (tenant_id, minute)
);
comment on table adcp.key_admissions is 'One row per minute in which keys signed for the first time, kept for 90 days: the pressure of new keys (AdCP, new-keyid admission).';
comment on column adcp.key_admissions.tenant_id is 'Whose door they came through.';
comment on column adcp.key_admissions.minute is 'The minute.';
comment on column adcp.key_admissions.new_keys is 'How many.';

create table adcp.key_admission_policy (
    clause      text     not null primary key check (clause in ('a', 'b', 'c', 'd')),
    floor_keys  numeric  not null check (floor_keys >= 1),
    ratio       numeric  not null check (ratio > 0 and (clause <> 'd' or ratio <= 1)),
    tuned_at    timestamptz
);
comment on table adcp.key_admission_policy is
    'One row per clause of AdCP''s rule: how many new keys in five minutes raise an alarm. To be tuned to the deployment''s own traffic within thirty days.';
comment on column adcp.key_admission_policy.clause is
    'What is usual: a, the average of the last day; b, what 95 of 100 windows of thirty days had at most; c, 99 of 100 of ninety days; d, the keys that signed within thirty days.';
comment on column adcp.key_admission_policy.floor_keys is 'No alarm for fewer, however little is usual.';
comment on column adcp.key_admission_policy.ratio is 'No alarm for less than this many times what is usual.';
comment on column adcp.key_admission_policy.tuned_at is 'When the operator chose the numbers; null while they are those of the first deployment.';

-- AdCP's starting values times random factors between a half and two: published numbers are numbers that attackers know. Where little is usual,
-- a to c fall back on the floor of d, which c takes for what is usual at least.
insert into adcp.key_admission_policy (clause, floor_keys, ratio)
select v.clause, round((v.floor_keys * power(2, 2 * random() - 1))::numeric, 1), round((v.ratio * power(2, 2 * random() - 1))::numeric, 3)
from (values ('a', 20, 3.0), ('b', 20, 2.0), ('c', 30, 1.5), ('d', 20, 0.1)) as v (clause, floor_keys, ratio);

select adcp.record_migration(8, '0008_key_discovery');
