#!/usr/bin/env bash
# Gets what the demo `languages` learns from, and writes it to FOLDER/languages.tsv: language, kind and text. The kinds:
#
#   sentence, pair, word   the test data of the lingua language models, which is not ours to hand on
#   vocabulary             many words of six languages that are hard to tell apart: the vocabularies of Snowball's stemmers
#   frequent               the small words of ten languages, of which news has few ("I", "you"): the stop words of NLTK
#
# Whoever trains fetches them with cargo, from where crates come from.
#
#   tools/languages-data.sh FOLDER
set -euo pipefail
export LC_ALL=C
folder="${1:?Say which folder languages.tsv is to go to: tools/languages-data.sh FOLDER}"

languages=(arabic chinese czech dutch english finnish french german greek hindi italian japanese korean polish portuguese
  russian spanish swedish turkish vietnamese)
expected=6b2d0aefbd862acf9aaad645f92e4f2adad719ef2052ae7364ec804b6e4d4333

made="$(mktemp -d)"
trap 'rm -rf "$made"' EXIT
mkdir -p "$folder" "$made/src"
touch "$made/src/lib.rs"
{
  printf '[package]\nname = "texts"\nversion = "0.0.0"\nedition = "2021"\n[workspace]\n[dependencies]\n'
  printf 'lingua-%s-language-model = "=1.3.0"\n' "${languages[@]}"
  printf 'rust-stemmers = "=1.2.0"\nstop-words = "=0.10.1"\n'
} >"$made/Cargo.toml"
# A vendored crate lies at a known place, and cargo has held it against the registry's checksum.
cargo vendor --quiet --manifest-path "$made/Cargo.toml" "$made/vendor" >/dev/null

# Spaces of any kind are one, and a line without text is none.
texts() {
  awk -v head="$1"$'\t'"$2"$'\t' '{ gsub(/[\t\r]+/, " "); gsub(/^ +| +$/, "") } length { print head $0 }'
}
{
  for language in "${languages[@]}"; do
    for kind in sentence:sentences pair:word-pairs word:single-words; do
      texts "$language" "${kind%:*}" <"$made/vendor/lingua-$language-language-model/testdata/${kind#*:}.txt"
    done
  done
  for language in english:en french:fr german:ger italian:it portuguese:pt spanish:es; do
    texts "${language%:*}" vocabulary <"$made/vendor/rust-stemmers/test_data/voc_${language#*:}.txt"
  done
  for language in dutch english finnish french german italian portuguese spanish swedish turkish; do
    texts "$language" frequent <"$made/vendor/stop-words/src/nltk/$language"
  done
} >"$made/languages.tsv"

actual="$(sha256sum "$made/languages.tsv" | cut -d ' ' -f 1)"
if [ "$actual" != "$expected" ]; then
  echo "The texts are not those the demo was trained on: their SHA-256 is $actual, expected was $expected" >&2
  exit 1
fi
mv "$made/languages.tsv" "$folder/languages.tsv"
echo "$(wc -l <"$folder/languages.tsv") texts are in $folder/languages.tsv; train with MAQUETTE_LANGUAGES=$folder/languages.tsv"
