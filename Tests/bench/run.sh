#!/usr/bin/env bash
# The benches behind `make bench`: run.sh DSN [life | floor | flat | loop | latency | memory | webhooks …], all without a name. Says on what machine they ran.
# The last four run optimised programs, so they are built first; loop compares with queues from PyPI, webhooks with the package adcp.
set -euo pipefail
cd "$(dirname "$0")/../.."
dsn=$1
shift
[ "$#" -gt 0 ] || set -- life floor flat loop latency memory webhooks

for bench in "$@"; do
    case $bench in
        life | floor | flat) ;;
        loop | latency | memory | webhooks)
            echo "Building with optimisation (ten minutes or so the first time on two cores) …"
            swift build -c release --product LoopBench --quiet
            swift build -c release --product holdfast --quiet
            break ;;
        *) echo "usage: $0 DSN [life | floor | flat | loop | latency | memory | webhooks …]" >&2; exit 2 ;;
    esac
done
peers=.local/bench-peers
case " $* " in
    *' loop '* | *' webhooks '*)
        if [ ! -e $peers/ready ]; then
            echo "Installing what is compared with …"
            python3 -m venv $peers
            $peers/bin/pip --quiet --disable-pip-version-check install --requirement Tests/bench/peers/requirements.txt
            touch $peers/ready
        fi ;;
esac

case " $* " in
    *' webhooks '*)
        if ! command -v wrk >/dev/null; then
            as_root=()
            [ "$(id -u)" = 0 ] || as_root=(sudo -n)
            echo "Installing wrk …"
            "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends wrk >/dev/null
        fi ;;
esac

export PYTHONDONTWRITEBYTECODE=1
echo "$(nproc) cores, $(awk '/MemTotal/ { printf "%.0f GiB", $2 / 1048576 }' /proc/meminfo), load $(cut -d ' ' -f 1 /proc/loadavg)," \
    "$(psql -XqAt "$dsn" -c "select 'PostgreSQL ' || current_setting('server_version') || ', fsync ' || current_setting('fsync')")"
for bench in "$@"; do
    echo
    case $bench in
        loop) python3 Tests/bench/loop.py "$dsn" .build/release/LoopBench $peers/bin/python ;;
        webhooks) python3 Tests/bench/webhooks.py "$dsn" .build/release/holdfast $peers/bin/python ;;
        latency | memory) python3 Tests/bench/$bench.py "$dsn" .build/release/holdfast ;;
        *) python3 Tests/bench/$bench.py "$dsn" ;;
    esac
done
