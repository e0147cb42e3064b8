#!/usr/bin/env bash
# A PostgreSQL cluster of a test's own that can be taken back in time: cluster.sh make (prints its directory and its DSN) | backup DIRECTORY | restore DIRECTORY
# | destroy DIRECTORY. A restore goes back to the last backup, on a new timeline, and what was committed since is lost.
set -euo pipefail

programs=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
as_server=()
[ "$(id -u)" != 0 ] || as_server=(runuser -u postgres --)
server() { "${as_server[@]}" "$programs/pg_ctl" --pgdata "$home/data" "$@" >/dev/null; }
dsn() { echo "postgresql:///postgres?host=$home&user=postgres"; }
start() { server --wait --log "$home/log" --options "-c listen_addresses='' -c unix_socket_directories='$home' -c fsync=off" start; }

case "${1:-}" in
    make)
        home=$(mktemp -d /var/tmp/holdfast-cluster-XXXXXX)
        [ "$(id -u)" != 0 ] || chown postgres "$home"
        "${as_server[@]}" "$programs/initdb" --pgdata "$home/data" --auth trust --username postgres --encoding UTF8 --locale C.UTF-8 --no-sync >/dev/null
        "${as_server[@]}" mkdir "$home/archive"
        "${as_server[@]}" tee -a "$home/data/postgresql.conf" >/dev/null <<CONFIGURATION
archive_mode = on
archive_command = 'cp %p $home/archive/%f'
restore_command = 'cp $home/archive/%f %p'
recovery_target = 'immediate'
recovery_target_action = 'promote'
CONFIGURATION
        start
        echo "$home"
        dsn ;;
    backup)
        home=$2
        "${as_server[@]}" rm -rf "$home/backup"
        "${as_server[@]}" "$programs/pg_basebackup" --dbname "$(dsn)" --pgdata "$home/backup" --checkpoint fast --wal-method stream --no-sync ;;
    restore)
        home=$2
        server --mode immediate stop
        "${as_server[@]}" mv "$home/data" "$home/lost"
        "${as_server[@]}" mv "$home/backup" "$home/data"
        "${as_server[@]}" touch "$home/data/recovery.signal"
        start
        until [ "$(psql --no-psqlrc --tuples-only --no-align --command 'select pg_is_in_recovery()' "$(dsn)")" = f ]; do sleep 0.1; done ;;
    destroy)
        home=$2
        server --mode immediate stop || true
        rm -rf "$home" ;;
    *) echo "usage: $0 make | backup DIRECTORY | restore DIRECTORY | destroy DIRECTORY" >&2; exit 2 ;;
esac
