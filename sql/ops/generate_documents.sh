#!/usr/bin/env bash
# Writes the documents that are made from the database, in a scratch database of their own: generate_documents.sh DSN
set -euo pipefail
cd "$(dirname "$0")/../.."
server=$1
scratch=holdfast_documents_$$
options=${server#*\?}
[ "$options" != "$server" ] || options=
address=${server%%\?*}
database="${address%/*}/$scratch${options:+?$options}"
run() { psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 "$@"; }

run "$server" --command "create database $scratch"
trap 'run "$server" --command "drop database $scratch with (force)"' EXIT
export PGOPTIONS='--client-min-messages=warning'
sql/schema.sh | run "$database" --output /dev/null
run "$database" --tuples-only --no-align --file sql/ops/states_document.sql >docs/states.md
