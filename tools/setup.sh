#!/usr/bin/env bash
# Finds or installs what a make target needs, by the first path that works, and writes the
# environment for it to $MAQUETTE_TOOLS/env. Does nothing the second time.
#
#   tools/setup.sh server          a Rust toolchain
#   tools/setup.sh client          ... that also builds wasm, with wasm-bindgen and wasm-opt
#   tools/setup.sh watch           ... and cargo-leptos
#   tools/setup.sh check           ... and clippy and rustfmt
#   tools/setup.sh fuzz            a Rust toolchain and cargo-fuzz
#   tools/setup.sh node            Node and what end2end/package.json names
#   tools/setup.sh browser         ... and a Chromium to drive
set -euo pipefail
cd "$(dirname "$0")/.."

tools="${MAQUETTE_TOOLS:-$HOME/.cache/maquette}"
wasm=wasm32-unknown-unknown
rust_floor="$(sed -nE 's/^rust-version = "1\.([0-9]+)".*/\1/p' Cargo.toml)"
rustup_secs=40 # Behind some firewalls `rustup target add` never answers.
debian_rust=/usr/bin
mkdir -p "$tools/bin"
export PATH="$tools/bin:$PATH"

speaker=set-up
source tools/steps.sh

# --- Rust ---------------------------------------------------------------------------------------

# Whether a cargo is there, works and is new enough.
recent() {
  local minor
  minor="$("$1" --version 2>/dev/null | sed -nE 's/^cargo 1\.([0-9]+).*/\1/p')" || return 1
  [ -n "$minor" ] && [ "$minor" -ge "$rust_floor" ]
}

rust_works() { recent cargo && rustc --version >/dev/null 2>&1; }

wasm_works() { rust_works && ls "$(rustc --print target-libdir --target $wasm)"/libstd-*.rlib >/dev/null 2>&1; }

# Debian's packages reach machines where the rustup server is not to be had. They stand beside a
# rustup toolchain without touching it: only this project's PATH prefers them.
debian_toolchain() {
  have apt-get || return 1
  if ! recent $debian_rust/cargo; then
    step "Rust from Debian's packages (about 20 s)" apt rustc-web cargo-web || return 1
  fi
  # An older one would only stand in the way of what is installed later.
  recent $debian_rust/cargo || return 1
  local tool
  for tool in cargo rustc rustdoc; do ln -sf "$debian_rust/$tool" "$tools/bin/$tool"; done
  hash -r
}

debian_wasm() {
  debian_toolchain || return 1
  step "the wasm linker and the source of Rust's standard library (about 20 s)" apt rust-web-src lld-19 || return 1
  local scratch lib
  scratch="$(mktemp -d)"
  mkdir "$scratch/src" && touch "$scratch/src/lib.rs"
  printf '[package]\nname = "scratch"\nversion = "0.0.0"\nedition = "2021"\n' >"$scratch/Cargo.toml"
  step "Rust's standard library for wasm, built once (about 40 s)" \
    env RUSTC_BOOTSTRAP=1 cargo build --release --target $wasm --target-dir "$scratch/target" \
    --manifest-path "$scratch/Cargo.toml" -Zbuild-std=std,panic_abort,panic_unwind,proc_macro || return 1
  lib="$(rustc --print sysroot)/lib/rustlib/$wasm/lib"
  rm -f "$scratch/target/$wasm/release/deps"/libscratch*
  as_root mkdir -p "$lib" && as_root cp "$scratch/target/$wasm/release/deps"/lib*.rlib "$lib/"
  rm -rf "$scratch"
}

need_rust() {
  rust_works && return
  if ! have rustup && have curl; then
    step "Rust by rustup (about 1 min)" bash -c \
      'curl -sSf --connect-timeout 10 https://sh.rustup.rs | timeout 300 sh -s -- -y --profile minimal --no-modify-path' &&
      export PATH="$HOME/.cargo/bin:$PATH" || true
    rust_works && return
  fi
  debian_toolchain && rust_works && return
  fail "No Rust 1.$rust_floor or later could be found or installed." \
    "Install it from https://rustup.rs and run the same command again."
}

need_rust_with_wasm() {
  wasm_works && return
  if have rustup && rust_works; then
    step "the wasm target by rustup (gives up after $rustup_secs s)" timeout $rustup_secs rustup target add $wasm || true
    wasm_works && return
  fi
  debian_wasm && wasm_works && return
  fail "Rust's wasm target could not be installed." \
    "Try 'rustup target add $wasm' yourself, then the same command again." \
    "Without it 'cargo run --release' still serves every page, only without live answers."
}

# Rust's own linker for wasm comes with rustup and not with Debian.
wasm_linker() {
  [ -x "$(rustc --print sysroot)/lib/rustlib/x86_64-unknown-linux-gnu/bin/rust-lld" ] || ! have wasm-ld-19 || echo wasm-ld-19
}

# A light profile: these tools are built once and run for seconds. What they were built from takes a gigabyte.
cargo_install() {
  CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 CARGO_PROFILE_RELEASE_OPT_LEVEL=0 \
    cargo install --root "$tools" --target-dir "$tools/build" "$@" && rm -rf "$tools/build"
}

need_wasm_bindgen() {
  local version
  version="$(sed -nE '/^name = "wasm-bindgen"$/{n;s/version = "(.*)"/\1/p}' Cargo.lock)"
  [ "$(wasm-bindgen --version 2>/dev/null)" = "wasm-bindgen $version" ] && return
  if have cargo-binstall; then
    step "wasm-bindgen $version, prebuilt" timeout 60 cargo binstall -y --root "$tools" "wasm-bindgen-cli@$version" && return
  fi
  step "wasm-bindgen $version, compiled once (about 4 min on two cores)" \
    cargo_install wasm-bindgen-cli --version "$version" --bin wasm-bindgen ||
    fail "wasm-bindgen $version could not be built; its last words are above."
}

need_wasm_opt() {
  need_node
  wasm-opt --version >/dev/null 2>&1 && return
  step "wasm-opt from npm (about 10 s)" npm install --no-fund --no-audit --prefix "$tools" binaryen@132.0.0 ||
    fail "wasm-opt could not be installed: is npm's registry reachable?"
  ln -sf "$tools/node_modules/.bin/wasm-opt" "$tools/bin/wasm-opt"
}

need_cargo_leptos() {
  have cargo-leptos && return
  if have cargo-binstall; then
    step "cargo-leptos, prebuilt" timeout 60 cargo binstall -y --root "$tools" cargo-leptos@0.3.10 && return
  fi
  # The release of today wants a newer Rust than this project does.
  step "cargo-leptos, compiled once (about 7 min on two cores)" \
    cargo_install cargo-leptos --version 0.3.10 --locked --features no_downloads ||
    fail "cargo-leptos could not be built; its last words are above. It wants Rust 1.96: 'rustup update stable'."
}

need_cargo_fuzz() {
  have cargo-fuzz && return
  step "cargo-fuzz, compiled once (about 1 min on two cores)" cargo_install cargo-fuzz --version 0.13.2 --locked ||
    fail "cargo-fuzz could not be built; its last words are above."
}

need_lints() {
  lints_work && return
  if [ "$(readlink -f "$(command -v cargo)")" = "$(readlink -f $debian_rust/cargo)" ]; then
    step "clippy and rustfmt from Debian's packages (about 10 s)" apt rust-web-clippy rustfmt-web || true
    local tool
    for tool in cargo-clippy clippy-driver cargo-fmt rustfmt; do
      [ ! -x "$debian_rust/$tool" ] || ln -sf "$debian_rust/$tool" "$tools/bin/$tool"
    done
  else
    step "clippy and rustfmt by rustup (gives up after $rustup_secs s)" timeout $rustup_secs rustup component add clippy rustfmt || true
  fi
  lints_work || fail "clippy and rustfmt could not be installed." \
    "Try 'rustup component add clippy rustfmt' yourself, then the same command again."
}

lints_work() { cargo clippy --version >/dev/null 2>&1 && cargo fmt --version >/dev/null 2>&1; }

# --- Browser tests ------------------------------------------------------------------------------

need_node() {
  have node && have npm && return
  step "Node (about 30 s)" apt nodejs npm || fail "Install Node 20 or later, then run the same command again."
}

find_chromium() {
  local name
  for name in chromium chromium-browser google-chrome google-chrome-stable; do
    if have "$name"; then command -v "$name"; return; fi
  done
  for name in "$HOME"/.cache/ms-playwright/chromium-*/chrome-linux*/chrome \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
    if [ -x "$name" ]; then echo "$name"; return; fi
  done
}

need_packages() {
  need_node
  [ end2end/node_modules/.package-lock.json -nt end2end/package-lock.json ] && return
  step "Playwright, axe and Gradio's client from npm (about 15 s)" \
    env PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-fund --no-audit --prefix end2end ||
    fail "What end2end/package.json names could not be installed: is npm's registry reachable?"
}

need_browser() {
  need_packages
  [ -n "$(find_chromium)" ] && return
  step "Chromium from Debian's packages (about 40 s)" apt chromium fonts-noto-cjk || true
  [ -n "$(find_chromium)" ] && return
  step "Chromium by Playwright (about 1 min)" bash -c 'cd end2end && timeout 300 npx playwright install chromium' || true
  [ -n "$(find_chromium)" ] || fail "No Chromium could be found or installed: install one, then run the same command again."
}

# --- What was asked for -------------------------------------------------------------------------

case "${1:-}" in
  server) need_rust ;;
  client) need_rust_with_wasm; need_wasm_bindgen; need_wasm_opt ;;
  watch) need_rust_with_wasm; need_wasm_bindgen; need_wasm_opt; need_cargo_leptos ;;
  check) need_rust_with_wasm; need_lints ;;
  fuzz) need_rust; need_cargo_fuzz ;;
  node) need_packages ;;
  browser) need_browser ;;
  *) fail "Usage: tools/setup.sh server | client | watch | check | fuzz | node | browser" ;;
esac

{
  echo "export PATH='$tools/bin':\"\$PATH\":'$HOME/.cargo/bin'"
  linker="$(rust_works && wasm_linker || true)"
  [ -z "$linker" ] || echo "export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=$linker"
  echo "export MAQUETTE_CHROMIUM='$(find_chromium)'"
} >"$tools/env"
