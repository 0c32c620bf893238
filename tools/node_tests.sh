#!/bin/sh
# Which scripts decide something? Their tests stand in tests/scripts and run under Node alone.
set -eu
files=$(find tests -name '*.test.mjs' | sort)
if [ -z "$files" ]; then
    echo "no test of a script was found" >&2
    exit 1
fi
# shellcheck disable=SC2086 - a list of files
exec node --test $files
