#!/usr/bin/env bash
# Installs what `make bench` compares with, each in a place of its own under $MAQUETTE_TOOLS/peers: the Python servers
# from PyPI, and the Rust one from crates.io. About 3 min the first time and 1.5 GB; nothing the second.
set -euo pipefail
cd "$(dirname "$0")/.."
tools="${MAQUETTE_TOOLS:-$HOME/.cache/maquette}"
peers="$tools/peers"
mkdir -p "$peers"

say() { printf '\033[1mset-up\033[0m  %s\n' "$*" >&2; }

# What stands in its list is there already, or is made anew.
python() {
  local name="$1" wanted
  shift
  wanted="$*"
  [ "$(cat "$peers/$name/wanted" 2>/dev/null)" = "$wanted" ] && return
  say "$name from PyPI: $wanted"
  rm -rf "${peers:?}/$name"
  python3 -m venv "$peers/$name"
  # shellcheck disable=SC2086 -- the packages are words
  "$peers/$name/bin/pip" install --quiet --disable-pip-version-check $wanted
  echo "$wanted" >"$peers/$name/wanted"
}

python gradio gradio==6.31.0 gradio_client==2.7.2 numpy==2.4.6
python fastapi fastapi==0.165.0 "uvicorn[standard]==0.54.0" numpy==2.4.6
python bentoml bentoml==1.4.39 numpy==2.4.6
python mlflow mlflow==3.17.2 numpy==2.4.6
python streamlit streamlit==1.67.0 numpy==2.4.6

# Cargo sees by itself whether it is built.
cargo build --quiet --release --manifest-path benches/peers/grio/Cargo.toml --target-dir "$peers/grio"
