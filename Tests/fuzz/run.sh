#!/usr/bin/env bash
# run.sh PROGRAM SECONDS SEED [ROUND]
# Runs PROGRAM (Fuzz) for so many seconds, or one round alone. Memory is bounded, and so is a round that does not end. Whatever
# goes wrong, the input is printed in hex with the command that runs it again, and the exit status is not 0.
set -eu -o pipefail
program=${1:?usage: run.sh PROGRAM SECONDS SEED [ROUND]} seconds=$2 seed=$3 round=${4:-}
mark=$(mktemp)
trap 'rm -f "$mark"' EXIT
# KiB of address space: what grows without bound crashes here, and not the machine.
ulimit -v $((4 * 1024 * 1024))
ulimit -c 0

if [ -n "$round" ]; then
    set -- --first "$round" --rounds 1
    "$program" --seed "$seed" --first "$round" --show
else
    echo "seed $seed, $seconds seconds"
    set -- --seconds "$seconds"
fi
status=0
timeout --signal KILL $((seconds + 60)) "$program" --seed "$seed" --mark "$mark" "$@" || status=$?
case $status in
    0 | 1) ;; # Nothing was found, or it has been printed.
    *)
        echo "ended with status $status (137: by force, for it did not end by itself)"
        "$program" --seed "$seed" --first "$(cat "$mark")" --show
        ;;
esac
exit "$status"
