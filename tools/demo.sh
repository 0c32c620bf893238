#!/bin/sh
# How does somebody see it work? The demo is loaded once, kept afterwards, and served until Ctrl-C.
set -eu
home=${WANGGE_HOME:-var}
wangge=.venv/bin/wangge
export WANGGE_DEMO=1

"$wangge" init >/dev/null
if [ ! -e "$home/demo-loaded" ]; then
    echo "Loading the demo (once) ..."
    "$wangge" demo huayuanlu
    "$wangge" demo boston
    touch "$home/demo-loaded"
fi
exec "$wangge" serve
