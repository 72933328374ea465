#!/usr/bin/env bash
# `since.sh start` notes the time; `since.sh` says how long ago that was: "3 min 20 s".
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p target
if [ "${1:-}" = start ]; then
  date +%s >target/started
else
  secs=$(($(date +%s) - $(cat target/started)))
  echo "$((secs / 60)) min $((secs % 60)) s"
fi
