#!/bin/sh
# venv.sh DIRECTORY
# Makes a Python virtual environment in DIRECTORY with the packages of requirements.txt from PyPI, and prints the path of its
# interpreter. Does nothing when the environment is there already; any number may run at once. Needs python3 (3.10 or later) with
# its venv module (Debian: python3-venv) and flock (Debian: util-linux).
set -eu
directory=${1:?usage: venv.sh DIRECTORY}
requirements=$(cd "$(dirname "$0")" && pwd)/requirements.txt
mkdir -p "$(dirname "$directory")"
directory=$(cd "$(dirname "$directory")" && pwd)/$(basename "$directory")
exec 9>"$directory.lock"
flock 9
# An environment belongs to one interpreter and one place; the stamp is written last, so a broken installation is made anew.
wanted=$(python3 --version; echo "$directory"; sha256sum <"$requirements")
if [ "$(cat "$directory/installed" 2>/dev/null)" != "$wanted" ]; then
    echo "Installing the Python package adcp into $directory (about 440 MB)" >&2
    rm -rf "$directory"
    python3 -m venv "$directory"
    "$directory/bin/python" -m pip install --quiet --disable-pip-version-check --no-input --requirement "$requirements" >&2
    printf '%s\n' "$wanted" >"$directory/installed"
fi
echo "$directory/bin/python"
