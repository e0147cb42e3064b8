-- migrate:up
-- kind: expand
-- locks: none on existing objects
-- expected at ten million rows: does not depend on rows
-- minimum application version: 0.1
--
-- What signed webhooks (RFC 9421) need beyond the keys themselves: whose key is whose, and which nonces were used, for all instances together.
set local lock_timeout = '2s';
set local statement_timeout = '60s';
set local role adcp_owner;

create table adcp.signing_keys (
    tenant_id     uuid        not null,
    agent_id      uuid        not null,
    jwks          jsonb       check (jsonb_typeof(jwks -> 'keys') = 'array' and length(jwks::text) <= 65536),
    jwks_uri      text        check (jwks_uri ~ '^https?://[^[:space:]/?#@]+(/[^[:space:]#]*)?$' and length(jwks_uri) <= 2048),
    revoked       text[]      not null default '{}',
    fetched_at    timestamptz,
    attempted_at  timestamptz,
    primary key (tenant_id, agent_id),
    constraint signing_keys_have_a_source check (jwks is not null or jwks_uri is not null)
);
comment on table adcp.signing_keys is 'One row per agent that signs its webhooks: its public keys, given by the operator or fetched from where the operator said.';
comment on column adcp.signing_keys.tenant_id is 'Whose agent it is.';
comment on column adcp.signing_keys.agent_id is 'Whose keys they are. A key of one agent never proves another.';
comment on column adcp.signing_keys.jwks is 'JWK set (RFC 7517), public halves only.';
comment on column adcp.signing_keys.jwks_uri is 'Where the set is fetched; null where the operator gave it.';
comment on column adcp.signing_keys.revoked is 'Identifiers of keys that prove nothing any more.';
comment on column adcp.signing_keys.fetched_at is 'When the set last came from jwks_uri.';
comment on column adcp.signing_keys.attempted_at is 'When an instance last went to fetch it: the next one waits half a minute.';

-- Not partitioned: a nonce is good for minutes, and every insert removes two that are over, so the table stays as small as it is busy.
create table adcp.signature_nonces (
    tenant_id   uuid        not null,
    agent_id    uuid        not null,
    key_id      text        not null check (length(key_id) between 1 and 256),
    nonce       text        not null check (length(nonce) between 1 and 256),
    expires_at  timestamptz not null,
    primary key (tenant_id, agent_id, key_id, nonce)
) with (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 1000);
create index signature_nonces_over on adcp.signature_nonces (expires_at);
comment on table adcp.signature_nonces is 'One row per nonce of a signature that was good: the same one again is a replay, whichever instance meets it.';
comment on column adcp.signature_nonces.tenant_id is 'Whose door it came through.';
comment on column adcp.signature_nonces.agent_id is 'Who signed.';
comment on column adcp.signature_nonces.key_id is 'With which key.';
comment on column adcp.signature_nonces.nonce is 'The nonce as it was signed.';
comment on column adcp.signature_nonces.expires_at is 'Until when the signature could be presented again, with a minute for clocks.';

create table adcp.signing_key_use (
    tenant_id      uuid        not null,
    agent_id       uuid        not null,
    key_id         text        not null check (length(key_id) between 1 and 256),
    live_nonces    integer     not null default 0 check (live_nonces >= 0),
    counted_at     timestamptz not null default now(),
    first_seen_at  timestamptz not null default now(),
    primary key (tenant_id, agent_id, key_id)
) with (fillfactor = 50);
comment on table adcp.signing_key_use is 'One row per key that has signed: since when it is known, and how many nonces it holds, counted at most once a second.';
comment on column adcp.signing_key_use.tenant_id is 'Whose door it came through.';
comment on column adcp.signing_key_use.agent_id is 'Whose key it is.';
comment on column adcp.signing_key_use.key_id is 'Identifier of the key.';
comment on column adcp.signing_key_use.live_nonces is 'Nonces that count against the cap.';
comment on column adcp.signing_key_use.counted_at is 'When they were counted.';
comment on column adcp.signing_key_use.first_seen_at is 'When the key first signed anything that was good.';

select adcp.record_migration(6, '0006_signatures');
