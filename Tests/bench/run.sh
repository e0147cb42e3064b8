#!/usr/bin/env bash
# The benches behind `make bench`: run.sh DSN. Says on what machine they ran.
set -euo pipefail
cd "$(dirname "$0")"
echo "$(nproc) cores, $(awk '/MemTotal/ { printf "%.0f GiB", $2 / 1048576 }' /proc/meminfo), load $(cut -d ' ' -f 1 /proc/loadavg)," \
    "$(psql -XqAt "$1" -c "select 'PostgreSQL ' || current_setting('server_version') || ', fsync ' || current_setting('fsync')")"
export PYTHONDONTWRITEBYTECODE=1
python3 bench.py "$1"
