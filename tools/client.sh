#!/usr/bin/env bash
# Builds the client bundle into site/: wasm and its script under names that hold their hash, each
# beside its brotli. Does nothing while the wasm is the same.
set -euo pipefail
cd "$(dirname "$0")/.."

target=wasm32-unknown-unknown
cargo build -p maquette-app --lib --target $target --profile wasm-release --no-default-features --features csr

wasm="${CARGO_TARGET_DIR:-target}/$target/wasm-release/maquette_app.wasm"
hash="$({ cat "$wasm" tools/client.sh; wasm-bindgen --version; wasm-opt --version; } | sha256sum | cut -c1-16)"
name="maquette-$hash"
[ -f "site/${name}_bg.wasm.br" ] && exit

made="$(mktemp -d)"
wasm-bindgen --target web --no-typescript --out-dir "$made" --out-name "$name" "$wasm"
wasm-opt -Oz --enable-bulk-memory --enable-nontrapping-float-to-int --enable-sign-ext --enable-mutable-globals \
  --enable-reference-types --enable-multivalue "$made/${name}_bg.wasm" -o "$made/${name}_bg.wasm"
node -e '
  const { readFileSync, writeFileSync } = require("node:fs");
  const { brotliCompressSync, constants } = require("node:zlib");
  for (const file of process.argv.slice(1)) {
    const bytes = readFileSync(file);
    const size = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length, [constants.BROTLI_PARAM_QUALITY]: 11 };
    const brotli = brotliCompressSync(bytes, { params: size });
    writeFileSync(file + ".br", brotli);
    console.log(`${file.replace(/.*\//, "")}  ${bytes.length} bytes, ${brotli.length} in brotli`);
  }
' "$made/$name.js" "$made/${name}_bg.wasm"
find site -name 'maquette-*' -delete
cp "$made"/* site/
rm -rf "$made"
