# How the set-up scripts speak and install; read with `source`. The caller says in `speaker` what stands before a line.

say() { printf '\033[1m%s\033[0m  %s\n' "$speaker" "$*" >&2; }
fail() { printf "\033[1m$speaker\033[0m  %s\n" "$@" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# Runs a long step quietly; its output is shown only when it fails.
step() {
  local about="$1" log started=$SECONDS
  shift
  log="$(mktemp)"
  say "$about"
  if "$@" >"$log" 2>&1; then
    say "  done in $((SECONDS - started)) s"
    rm -f "$log"
  else
    tail -n 30 "$log" >&2
    rm -f "$log"
    return 1
  fi
}

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; elif have sudo; then sudo "$@"; else return 1; fi; }

apt() {
  have apt-get || return 1
  as_root apt-get update -qq || return 1
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"
}
