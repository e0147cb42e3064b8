#!/usr/bin/env bash
# Prints the whole schema as one SQL script that psql alone applies to an empty database:
#   sql/schema.sh | psql --no-psqlrc --set ON_ERROR_STOP=1 "$DATABASE_URL"
# With --objects it prints the repeatable objects only: functions, triggers, views and rights, re-applied whole after every migration.
set -euo pipefail
export LC_ALL=C
cd "$(dirname "$0")/.."

migrations() {
    local file name
    for file in migrations/[0-9]*.sql; do
        name=$(basename "$file" .sql)
        printf -- '-- %s\nbegin;\n' "$file"
        cat "$file"
        printf "select adcp.confirm_migration(%d, '%s');\ncommit;\n" \
            "$((10#${name%%_*}))" "$(sha256sum <"$file" | cut -d ' ' -f 1)"
    done
}

# Functions may name each other in any order, so their bodies are not looked at before they are called.
objects() {
    local file
    printf "begin;\nset local lock_timeout = '2s';\nset local statement_timeout = '60s';\n"
    printf 'set local check_function_bodies = off;\nset local role adcp_owner;\n'
    for file in $(find sql/functions sql/triggers sql/views -name '*.sql' | sort) sql/grants.sql; do
        printf -- '-- %s\n' "$file"
        cat "$file"
    done
    printf 'commit;\n'
}

if [ "${1:-}" = --objects ]; then
    objects
    exit
fi
migrations
objects
printf "begin;\nset local role adcp_owner;\nselect adcp.record_objects('%s');\ncommit;\n" "$(objects | sha256sum | cut -d ' ' -f 1)"
