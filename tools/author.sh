#!/usr/bin/env bash
# Walks an author's way: the crates as they would be published, a new crate made with `maquette new` outside this
# repository, built by Rust alone, and asked for its first prediction. Leaves the program in target/author/debug/app.
set -euo pipefail
cd "$(dirname "$0")/.."
target="${CARGO_TARGET_DIR:-$PWD/target}"

away="$(mktemp -d)"
trap 'kill "${server:-}" 2>/dev/null || true; rm -rf "$away"' EXIT

cargo package --workspace --exclude maquette-bench --exclude maquette-gallery --no-verify --allow-dirty --quiet --target-dir "$target"
for crate in "$target"/package/*.crate; do tar xzf "$crate" -C "$away"; done
source="$(echo "$away"/maquette-[0-9]*)"
ls "$source"/site/maquette-*_bg.wasm >/dev/null || { echo "The published crate would lack its client bundle" >&2; exit 1; }

# The demos' data is no part of the library.
size=$(stat -c %s "$target"/package/maquette-[0-9]*.crate)
echo "The library as a crate: $((size / 1024)) KB"
[ "$size" -lt $((5 * 1024 * 1024)) ] || { echo "The published crate is larger than 5 MB" >&2; exit 1; }

# Rust alone, and of the C compiler only what links: nothing that makes wasm or compiles C is in reach.
mkdir "$away/bin"
for tool in cargo rustc rustdoc; do ln -s "$(command -v $tool)" "$away/bin/$tool"; done
cat >"$away/bin/cc" <<LINKER
#!/bin/sh
for argument; do
  case "\$argument" in
    -c | -E | *.c | *.cc | *.cpp) echo "An author's crate compiles C: \$*" >&2; exit 1 ;;
  esac
done
PATH=/usr/bin:/bin exec $(command -v cc) "\$@"
LINKER
chmod +x "$away/bin/cc"

echo "An author's crate is built from nothing (about 4 min on two cores, 1 min the next time)"
started=$(date +%s)
cd "$away"
"$target/release/maquette" new app --maquette "$source"
cd app
# Published crates name each other by version; these ones are not on crates.io yet.
{
  echo
  echo "[patch.crates-io]"
  for part in app contract derive; do echo "maquette-$part = { path = \"$(echo "$away/maquette-$part"-[0-9]*)\" }"; done
} >>Cargo.toml
export CARGO_TARGET_DIR="$target/author"
crates=$(PATH="$away/bin" cargo tree --edges normal,build --prefix none | sort -u | wc -l)
echo "An author's crate is compiled of $crates crates"
PATH="$away/bin" cargo build --quiet
"$target/author/debug/app" --addr 127.0.0.1:0 >"$away/said" &
server=$!
until address="$(sed -nE 's|.*(http://[0-9.:]+).*|\1|p' "$away/said" | head -n 1)" && [ -n "$address" ]; do
  kill -0 "$server" # A program that has ended will never say where it listens.
  sleep 0.1
done
curl --silent --fail --json '{"speed": 20, "angle": 45, "place": "Earth"}' "$address/api/throw/predict" | grep -q '"value":40.7'
echo "From \`maquette new\` to the first prediction: $(($(date +%s) - started)) s, by Rust alone"
cargo test --quiet
