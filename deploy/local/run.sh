#!/usr/bin/env bash
# The demonstration behind `make run`: run.sh DSN. Starts a sandbox seller, a governance agent and Holdfast, submits one operation of each
# kind and a governed campaign, prints their timelines as they happen, and serves until Ctrl-C.
set -euo pipefail
cd "$(dirname "$0")/../.."

programs=.build/debug
state=.local/run
mkdir -p "$state"
chmod 700 "$state"

# The private server gets a database of its own; a DATABASE_URL of the user's is used as it is.
if [ -n "${DATABASE_URL:-}" ]; then
    export DATABASE_URL
else
    psql --no-psqlrc --quiet --tuples-only --no-align "$1" \
        --command "select 'create database holdfast' where not exists (select from pg_database where datname = 'holdfast')" |
        psql --no-psqlrc --quiet "$1"
    export DATABASE_URL=${1/\/postgres\?/\/holdfast?}
fi
[ -s "$state/webhook-key" ] || head -c 32 /dev/urandom | sha256sum | cut -c 1-64 >"$state/webhook-key"
export HOLDFAST_TENANT=demo HOLDFAST_DEVELOPMENT=true HOLDFAST_PORT=${HOLDFAST_PORT:-8080}
export HOLDFAST_WEBHOOK_KEYS=file:$PWD/$state/webhook-key HOLDFAST_LOG_LEVEL=${HOLDFAST_LOG_LEVEL:-warning}
export SANDBOX_TOKEN=sandbox-token-for-the-demonstration

children=()
stop() {
    trap - EXIT
    [ "${#children[@]}" = 0 ] || kill "${children[@]}" 2>/dev/null || true
    wait
}
trap stop EXIT
trap 'exit 0' INT TERM

"$programs/holdfast" db migrate
"$programs/holdfast" tenant add demo >/dev/null

start_agent() { # kind; sets url
    "$programs/sandbox-agents" "$1" --port 0 --record "$state/$1.jsonl" --forget --json --token "$SANDBOX_TOKEN" \
        >"$state/$1.out" 2>"$state/$1.log" &
    children+=($!)
    until url=$(sed -n 's/.*"listening": *"\([^"]*\)".*/\1/p' "$state/$1.out") && [ -n "$url" ]; do
        kill -0 "${children[-1]}" 2>/dev/null || { cat "$state/$1.log" >&2; exit 1; }
        sleep 0.1
    done
}
start_agent governance
governance=$url
start_agent seller
seller=$url
"$programs/holdfast" serve 2>"$state/holdfast.log" &
children+=($!)
until (exec 3<>"/dev/tcp/127.0.0.1/$HOLDFAST_PORT") 2>/dev/null; do
    kill -0 "${children[-1]}" 2>/dev/null || { cat "$state/holdfast.log" >&2; exit 1; }
    sleep 0.1
done
"$programs/holdfast" agent add sandbox "$seller" --credential env:SANDBOX_TOKEN --webhook hmac-sha256 >/dev/null
"$programs/holdfast" agent add sandbox-signed "$seller" --credential env:SANDBOX_TOKEN --webhook rfc9421 >/dev/null
"$programs/holdfast" agent keys sandbox-signed --discover >/dev/null
"$programs/holdfast" agent add sandbox-polled "$seller" --credential env:SANDBOX_TOKEN >/dev/null
"$programs/holdfast" agent add sandbox-a2a "${seller%mcp}a2a" --protocol a2a --credential env:SANDBOX_TOKEN --webhook rfc9421 >/dev/null
"$programs/holdfast" agent keys sandbox-a2a --jwks-uri "${seller%mcp}.well-known/jwks.json" >/dev/null
"$programs/holdfast" agent add governance "$governance" --credential env:SANDBOX_TOKEN >/dev/null

buy() {
    printf '{"account":{"account_id":"demo"},"brand":{"domain":"brand.example"},"start_time":"asap","end_time":"2030-01-01T00:00:00Z",'
    printf '"packages":[{"product_id":"%s","pricing_option_id":"cpm-usd","budget":5000}]}' "$1"
}
kinds=()
submit() { # agent, behaviour, what it shows
    local id
    id=$("$programs/holdfast" operation submit "$1" create_media_buy "$(buy "$2")" --json | sed -n 's/.*"id": *"\([^"]*\)".*/\1/p')
    kinds+=("('$id'::uuid, '$2', '$3')")
}
echo "Submitting …"
submit sandbox instant 'done in the same call'
submit sandbox approve:3 'approved by a person, told by webhook'
submit sandbox-signed approve:3 'the same, told by a signed webhook (RFC 9421)'
submit sandbox-polled approve:3 'approved by a person, found by polling'
submit sandbox-a2a approve:3 'approved by a person, over A2A'
submit sandbox review:4 'queued, then processed, then approved'
submit sandbox reject:3 'refused by the publisher'
submit sandbox reject-now 'refused at once'
submit sandbox fail:2 'the seller could not do it'
submit sandbox cancel:2 'withdrawn by the seller'
submit sandbox input 'the seller asks a question'
submit sandbox auth 'the seller wants an authorisation'
submit sandbox error-503:2 'busy twice, then done'
submit sandbox rate-limit:1 'told to slow down, then done'
submit sandbox commit-then-reset 'done, but the answer was lost: asked again under the same key'
submit sandbox approve:2+webhook-before-answer 'the webhook overtakes the answer'
submit sandbox approve:3+webhook-twice 'the webhook comes twice'

# A plan, and a campaign under it that governance approves once it asks for less: each operation of its chain is released by the one before.
plan=$("$programs/holdfast" operation submit governance sync_plans --json '{"plans": [{"plan_id": "demo", "brand": {"domain": "brand.example"},
    "objectives": "Reach.", "budget": {"total": 20000, "currency": "USD"}, "flight": {"start": "2026-01-01T00:00:00Z", "end": "2030-01-01T00:00:00Z"},
    "ext": {"limit": 4000}}]}' | sed -n 's/.*"id": *"\([^"]*\)".*/\1/p')
"$programs/holdfast" operation wait "$plan" --timeout 60s >/dev/null
campaign=$("$programs/holdfast" campaign create --json "{\"name\": \"Demonstration\", \"plan_id\": \"demo\", \"governance_agent\": \"governance\",
    \"conditions\": \"apply\", \"buys\": [{\"agent\": \"sandbox-signed\", \"request\": $(buy approve:3), \"creatives\": {
    \"creatives\": [{\"creative_id\": \"first\", \"name\": \"First\"}],
    \"assignments\": [{\"creative_id\": \"first\", \"product_id\": \"approve:3\"}]}}]}" | sed -n 's/^{"id": *"\([^"]*\)".*/\1/p')

# Events as they are recorded, until nothing but questions for people and polls is left.
values=$(IFS=,; echo "${kinds[*]}")
printf '\n%-10s %-32s %-15s %-9s %s\n' 'TIME (UTC)' OPERATION STATE CHANNEL 'WHAT IT SHOWS'
seen='-infinity'
patience=60
while [ "$patience" -gt 0 ]; do
    rows=$(psql --no-psqlrc --quiet --tuples-only --no-align --field-separator=$'\t' "$DATABASE_URL" --command "
        select h.occurred_at, to_char(h.occurred_at at time zone 'UTC', 'HH24:MI:SS'), k.behaviour, h.to_state, h.channel, k.what
        from (values $values
            union all
            select o.operation_id, o.task_type, 'part of a governed campaign' from adcp_report.operations o where o.campaign_id = '$campaign')
            as k (id, behaviour, what)
        join adcp_report.operation_history h on h.operation_id = k.id
        where h.kind = 'moved' and h.occurred_at > '$seen'
        order by h.occurred_at, k.id")
    if [ -n "$rows" ]; then
        seen=$(tail -n 1 <<<"$rows" | cut -f 1)
        cut -f 2- <<<"$rows" | while IFS=$'\t' read -r time behaviour state channel what; do
            printf '%-10s %-32s %-15s %-9s %s\n' "$time" "$behaviour" "$state" "$channel" "$what"
        done
    fi
    open=$(psql --no-psqlrc --quiet --tuples-only --no-align "$DATABASE_URL" --command "
        select count(*) from adcp_report.operations o
        where (o.operation_id in (select k.id from (values $values) as k (id, behaviour, what)) or o.campaign_id = '$campaign')
            and o.settled_at is null and o.attention is null")
    [ "$open" != 0 ] || break
    patience=$((patience - 1))
    sleep 1
done

cat <<WHERE

Holdfast serves on http://127.0.0.1:$HOLDFAST_PORT (logs: $state/holdfast.log); the seller is $seller. Look with:
    DATABASE_URL='$DATABASE_URL' HOLDFAST_TENANT=demo $programs/holdfast operation list
    DATABASE_URL='$DATABASE_URL' HOLDFAST_TENANT=demo $programs/holdfast campaign show $campaign
Ctrl-C stops both.
WHERE
wait
