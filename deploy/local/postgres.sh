#!/usr/bin/env bash
# A private PostgreSQL for this checkout: postgres.sh start [SETTING=VALUE …] (prints its DSN) | stop | destroy.
# Settings count where the server is not running yet.
# It listens on a Unix socket in a directory of its own and nowhere else, so it takes no port and nobody else reaches it.
# PostgreSQL refuses to run as root; then the user postgres runs it, below /var/tmp, where that user can reach it.
set -euo pipefail
cd "$(dirname "$0")/../.."

if [ "$(id -u)" = 0 ]; then
    home=/var/tmp/holdfast-$(pwd -P | sha256sum | cut -c 1-12)
    as_server=(runuser -u postgres --)
    owner=postgres
else
    home=$PWD/.local/postgres
    # A socket's path may not exceed 107 bytes.
    [ "${#home}" -lt 80 ] || home=/var/tmp/holdfast-$(id -u)-$(pwd -P | sha256sum | cut -c 1-12)
    as_server=()
    owner=$(id -un)
fi
programs=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
data=$home/data
server() { "${as_server[@]}" "$programs/pg_ctl" --pgdata "$data" "$@" >/dev/null; }

start() {
    if [ ! -f "$data/PG_VERSION" ]; then
        install -d -m 0700 -o "$owner" "$home"
        "${as_server[@]}" "$programs/initdb" --pgdata "$data" --auth trust --username postgres --encoding UTF8 \
            --locale C.UTF-8 --no-sync >/dev/null
        "${as_server[@]}" tee -a "$data/postgresql.conf" >/dev/null <<CONFIGURATION
listen_addresses = ''
unix_socket_directories = '$home'
max_connections = 300
shared_buffers = 256MB
max_wal_size = 4GB
CONFIGURATION
    fi
    local options=""
    for setting in "$@"; do options+=" -c $setting"; done
    server status || server --wait --log "$home/log" --options "$options" start
    echo "postgresql:///postgres?host=$home&user=postgres"
}

case "${1:-}" in
    start) shift; start "$@" ;;
    stop) if server status; then server --wait --mode fast stop; fi ;;
    destroy) if server status; then server --wait --mode immediate stop; fi; rm -rf "$home" ;;
    *) echo "usage: $0 start [SETTING=VALUE …] | stop | destroy" >&2; exit 2 ;;
esac
