#!/bin/sh
# What must a machine have before anything can be installed? A missing thing is named in one sentence.
set -eu
python=${1:-python3}

missing() {
    echo "$1" >&2
    exit 1
}

command -v git >/dev/null || missing "git is missing: install it with 'apt-get install git'."
command -v "$python" >/dev/null || missing "python3 is missing: install it with 'apt-get install python3 python3-venv'."
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    missing "wangge needs Python 3.11 or newer, but $("$python" --version) was found: install a newer python3, or name one with 'make PYTHON=python3.12 ...'."
"$python" -c 'import ensurepip, venv' 2>/dev/null ||
    missing "python3-venv is missing: install it with 'apt-get install python3-venv'."
