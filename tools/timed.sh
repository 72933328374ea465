#!/usr/bin/env bash
# Times the steps of a long command.
#
#   tools/timed.sh start            forgets earlier steps, and notes the time
#   tools/timed.sh NAME COMMAND...  runs a command, and notes how long it took
#   tools/timed.sh total            prints the time since the start: "3 min 20 s"
#   tools/timed.sh report           prints each step with its time, and the total
set -euo pipefail
root="$(cd "$(dirname "$0")/.." && pwd)"
notes="$root/target/steps"
mkdir -p "$root/target"

spoken() { printf '%d min %02d s' $(($1 / 60)) $(($1 % 60)); }
total() { spoken $(($(date +%s) - $(head -n 1 "$notes"))); }

case "${1:-}" in
  start) date +%s >"$notes" ;;
  total) total; echo ;;
  report)
    tail -n +2 "$notes" | while IFS=$'\t' read -r name secs; do printf '%-44s %s\n' "$name" "$(spoken "$secs")"; done
    printf '%-44s %s\n' "in all" "$(total)"
    ;;
  *)
    name="$1" started=$(date +%s)
    shift
    [ -f "$notes" ] || date +%s >"$notes"
    "$@"
    printf '%s\t%s\n' "$name" $(($(date +%s) - started)) >>"$notes"
    ;;
esac
