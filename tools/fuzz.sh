#!/usr/bin/env bash
# Builds the targets in fuzz/targets and runs each for some minutes: bytes nobody thought of, for each parser of what the
# network sends. What was found interesting is kept in target/fuzz/corpus for the next time; an input that ends a target
# is kept in target/fuzz/findings, and its words beside it. The target's program, in target/fuzz/HOST/release, takes such
# an input as its argument, to see it again.
#
#   tools/fuzz.sh 10                   every target, for 10 minutes each
#   tools/fuzz.sh 0.5 json tensors     these two, for half a minute each
set -euo pipefail
cd "$(dirname "$0")/.."
speaker=fuzz
source tools/steps.sh

target="${CARGO_TARGET_DIR:-$PWD/target}/fuzz"
host="$(rustc -vV | sed -n 's/^host: //p')"
# The flags of the fuzzer's own making are for nightly compilers; this one takes them all the same.
export RUSTC_BOOTSTRAP=1 CARGO_INCREMENTAL=0

# What takes more is a finding: all memory, one allocation, and the time of one input, in a build that takes several times
# as long as a plain one.
memory_mb=3072
allocation_mb=256
input_secs=30
longest=16384

secs="$(awk -v minutes="${1:-}" 'BEGIN { print int(60 * minutes) }')"
[ "$secs" -gt 0 ] || fail "Usage: tools/fuzz.sh MINUTES [TARGET ...]"
shift
all="$(sed -nE 's|^path = "targets/(.*)\.rs"|\1|p' fuzz/Cargo.toml)"
chosen="${*:-$all}"
for name in $chosen; do
  grep -qx "$name" <<<"$all" || fail "There is no target named $name; there are" $all
done

# It finds what is read or written out of bounds; without its runtime, as in Debian's Rust, panics alone are found.
sanitizer=address
ls "$(rustc --print target-libdir)"/librustc*_rt.asan.a >/dev/null 2>&1 || sanitizer=none
# In the versions that are served.
cp Cargo.lock fuzz/Cargo.lock
step "Building the targets (about 15 min on two cores, the first time)" \
  cargo fuzz build --sanitizer $sanitizer --target-dir "$target" ||
  fail "The targets could not be built; the last words are above."

scratch="$(mktemp -d)"
trap 'kill "${running:-}" 2>/dev/null || true; rm -rf "$scratch"' EXIT

found=""
for name in $chosen; do
  corpus="$target/corpus/$name" findings="$target/findings/$name"
  mkdir -p "$corpus" "$findings"
  # Uploads are kept in the scratch, since a fuzzer's end leaves no time to tidy.
  TMPDIR="$scratch" "$target/$host/release/$name" "$corpus" "fuzz/seeds/$name" -dict="fuzz/words/$name.dict" \
    -max_total_time="$secs" -max_len=$longest -timeout=$input_secs -rss_limit_mb=$memory_mb \
    -malloc_limit_mb=$allocation_mb -artifact_prefix="$findings/" -print_final_stats=1 >"$scratch/$name.said" 2>&1 &
  running=$!
  if wait $running; then
    runs="$(sed -nE 's/^stat::number_of_executed_units: *//p' "$scratch/$name.said")"
    say "$name: $runs runs, no finding"
  else
    finding="$(sed -nE 's/.*Test unit written to (.*)$/\1/p' "$scratch/$name.said" | tail -n 1)"
    finding="${finding:-$findings/ended}"
    cp "$scratch/$name.said" "$finding.said"
    grep -E 'panicked at|^ERROR|SUMMARY' -A 1 "$finding.said" >&2 || tail -n 20 "$finding.said" >&2
    say "$name: $finding, and what it said in $finding.said"
    found="$found $name"
  fi
  running=""
done
[ -z "$found" ] || fail "There are findings of$found"
