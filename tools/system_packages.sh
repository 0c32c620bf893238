#!/bin/sh
# What do the tests (or the benches) need from Debian's packages? Root installs what is missing; anyone else is told.
set -eu
purpose=${1:-tests}
missing=""

have() { command -v "$1" >/dev/null 2>&1; }

ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
have mosquitto || [ -x /usr/sbin/mosquitto ] || missing="$missing mosquitto"
if [ "$purpose" = tests ]; then
    have "${WANGGE_CHROMIUM:-chromium}" || missing="$missing chromium"
    have node || missing="$missing nodejs"
    ls /usr/share/fonts/opentype/noto/NotoSansCJK* >/dev/null 2>&1 || missing="$missing fonts-noto-cjk"
else
    ls /usr/share/postgresql/*/extension/postgis.control >/dev/null 2>&1 || missing="$missing postgis postgresql-postgis"
fi

[ -n "$missing" ] || exit 0
if [ "$(id -u)" != 0 ]; then
    echo "The $purpose need Debian packages that are missing here; install them with: sudo apt-get install$missing" >&2
    exit 1
fi
echo "Installing from Debian's packages:$missing"
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
# shellcheck disable=SC2086 - a list of package names
if ! { apt-get update -q && apt-get install -q -y --no-install-recommends $missing; } >"$log" 2>&1 </dev/null; then
    tail -n 20 "$log" >&2
    echo "Debian's packages could not be installed:$missing" >&2
    exit 1
fi
rm -f "$log"
