#!/usr/bin/env bash
# Drives other people's clients, unmodified, against the server: target/release/maquette, and where files of every kind
# are wanted target/debug/examples/catalogue. Each script says what it looks at; what is missing is a failure.
#
#   tools/test-clients.sh quick            what `make test` does: about 2 min
#   tools/test-clients.sh full             all of them: about 4 min
#   tools/test-clients.sh triton_v2 ...    the scripts of these names
set -euo pipefail
cd "$(dirname "$0")/.."
speaker=clients
source tools/steps.sh

tools="${MAQUETTE_TOOLS:-$HOME/.cache/maquette}"
target="${CARGO_TARGET_DIR:-$PWD/target}"
export PATH="$tools/bin:$PATH" PYTHONDONTWRITEBYTECODE=1

# Each script beside the environment it runs in.
quick="triton_v2:light gradio_python:light gradio_node:node sagemaker_boto3:light bento_client:bento mcp2_client:light
  mcp1_client:mcp1 curl_commands:light"
full="$quick kserve_client:kserve mlserver_infer:mlserver mlflow_client:mlflow vertex_client:vertex
  openapi_document:light schemathesis_run:schemathesis metrics_page:light nginx_subpath:light snippets:light"

case "${1:-}" in
  quick) chosen="$quick" ;;
  full) chosen="$full" ;;
  "") fail "Usage: tools/test-clients.sh quick | full | NAME ..." ;;
  *)
    chosen=""
    for name in "$@"; do
      one="$(tr ' ' '\n' <<<"$full" | grep "^$name:")" ||
        fail "There is no script named $name; there are" $(sed 's/:[a-z0-9]*//g' <<<"$full")
      chosen="$chosen $one"
    done
    ;;
esac

scratch="$(mktemp -d)"
servers=""
trap 'kill $servers 2>/dev/null || true; rm -rf "$scratch"' EXIT

ended() {
  cat "$scratch"/*.said >&2
  fail "$1; its words are above."
}

# Starts a server on a port that is free, and sets `address` to where it says that it listens.
start() {
  local name="$1" program="$2"
  shift 2
  [ -x "$program" ] || fail "$program is not here: make build, and cargo build --example catalogue"
  env "$@" MAQUETTE_DATA="$scratch/$name" "$program" --addr 127.0.0.1:0 >"$scratch/$name.said" 2>&1 &
  local server=$!
  servers="$servers $server"
  address=""
  until [ -n "$address" ]; do
    # A program that has ended will never say where it listens.
    kill -0 $server 2>/dev/null || ended "$name did not start"
    sleep 0.1
    address="$(sed -nE 's|.* on (http://[0-9.:]+).*|\1|p' "$scratch/$name.said" | head -n 1)"
  done
}

# The protocols that name no model get this one; and nginx, on this machine, is believed where it stands.
start gallery "$target/release/maquette" MAQUETTE_MODEL=penguins MAQUETTE_PROXY=127.0.0.1
gallery="$address"
start catalogue "$target/debug/examples/catalogue"
catalogue="$address"

failed=""
passed=0
for one in $chosen; do
  name="${one%:*}" environment="${one#*:}" said="$scratch/said"
  say "$name"
  if [ "$environment" = node ]; then
    runs=(node "tests/clients/$name.mjs")
  else
    runs=("$tools/clients/$environment/bin/python" "tests/clients/$name.py")
  fi
  if ! have "${runs[0]}"; then
    echo "  FAILED  ${runs[0]} is not here: tools/clients.sh full"
    failed="$failed $name"
  elif "${runs[@]}" "$gallery" "$catalogue" 2>&1 | tee "$said"; then
    passed=$((passed + $(sed -nE 's/^([0-9]+) passed, 0 failed$/\1/p' "$said" | tail -n 1)))
  else
    failed="$failed $name"
  fi
  for server in $servers; do
    kill -0 "$server" 2>/dev/null || ended "A server has ended during $name"
  done
done

# What the servers had to say meanwhile, beside where they listen.
grep -hE 'ERROR|panicked' "$scratch"/*.said >&2 || true
[ -z "$failed" ] || fail "These clients found something:$failed"
say "$passed passed, 0 failed: $(wc -w <<<"$chosen") clients"
