#!/usr/bin/env bash
# Installs the Debian packages that building, running and testing need, where they are missing. Says what it does.
set -euo pipefail

packages=(libpq-dev libpsl-dev pkg-config postgresql postgresql-client postgresql-plpgsql-check python3-venv)
declare -A proof=(
    [libpq-dev]='pkg-config --exists libpq'
    [libpsl-dev]='pkg-config --exists libpsl'
    [pkg-config]='command -v pkg-config'
    [postgresql]='ls /usr/lib/postgresql/*/bin/initdb'
    [postgresql-client]='command -v psql'
    [postgresql-plpgsql-check]='ls /usr/share/postgresql/*/extension/plpgsql_check.control'
    [python3-venv]='python3 -c "import ensurepip, venv"'
)
server_version() { ls /usr/lib/postgresql 2>/dev/null | sort -n | tail -n 1; }

missing=()
for package in "${packages[@]}"; do
    bash -c "${proof[$package]}" >/dev/null 2>&1 || missing+=("$package")
done
if [ "${#missing[@]}" -gt 0 ]; then
    as_root=()
    if [ "$(id -u)" != 0 ]; then
        if ! sudo -n true 2>/dev/null; then
            echo "These Debian packages are missing: ${missing[*]}. Install them as root, then try again." >&2
            exit 1
        fi
        as_root=(sudo -n)
    fi
    echo "Installing ${missing[*]} …"
    "${as_root[@]}" apt-get update -qq
    # plpgsql_check is packaged per server version, which is only known once the server is there.
    first=()
    for package in "${missing[@]}"; do
        [ "$package" = postgresql-plpgsql-check ] || first+=("$package")
    done
    if [ "${#first[@]}" -gt 0 ]; then
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${first[@]}" >/dev/null
    fi
    if [ "${#first[@]}" -lt "${#missing[@]}" ]; then
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
            apt-get install -y -qq --no-install-recommends "postgresql-$(server_version)-plpgsql-check" >/dev/null
    fi
fi

if ! command -v swift >/dev/null; then
    echo "A Swift toolchain (6.2 or later) is needed: https://www.swift.org/install/linux/" >&2
    exit 1
fi
