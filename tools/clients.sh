#!/usr/bin/env bash
# Installs the clients of other people that `make test` drives against the server, each set in a Python environment of
# its own under $MAQUETTE_TOOLS/clients. Does nothing the second time.
#
#   tools/clients.sh quick    for `make test`: 0.5 GB, about 1 min
#   tools/clients.sh full     for `make test-clients` as well: 2.5 GB, about 4 min, and nginx
set -euo pipefail
cd "$(dirname "$0")/.."
speaker=clients
source tools/steps.sh

tools="${MAQUETTE_TOOLS:-$HOME/.cache/maquette}"
folder="$tools/clients"
requirements=tests/clients/requirements
mkdir -p "$folder" "$tools/bin"
export PATH="$tools/bin:$PATH"

need_python() {
  # Debian parts Python from what makes environments.
  python3 -c 'import ensurepip, venv' 2>/dev/null && return
  step "Python with its environments, from Debian's packages (about 20 s)" apt python3 python3-venv || true
  python3 -c 'import ensurepip, venv' 2>/dev/null && return
  fail "No Python 3 that makes environments could be found or installed." \
    "Install it (Debian and Ubuntu: apt-get install python3-venv) and run the same command again."
}

# One environment: its name, and what it takes. The pins are kept in it, so that others are seen.
need() {
  local name="$1" about="$2" here="$folder/$1" list
  list="$(python3 --version) $(cd $requirements && cat "$name"*.txt)"
  [ -f "$here/installed.txt" ] && [ "$(cat "$here/installed.txt")" = "$list" ] && "$here/bin/python" -c '' && return
  rm -rf "$here"
  step "$name: $about" fill "$name" "$here" ||
    fail "The environment $name could not be installed; pip's last words are above." \
      "It takes what $requirements/$name.txt names, by pip and its own settings: is its registry reachable?"
  printf '%s\n' "$list" >"$here/installed.txt"
}

fill() {
  local name="$1" here="$2"
  python3 -m venv "$here" || return 1
  [ ! -f "$requirements/$name-alone.txt" ] || pip_install --no-deps -r "$requirements/$name-alone.txt" || return 1
  pip_install -r "$requirements/$name.txt"
}

pip_install() { "$here/bin/python" -m pip install --quiet --no-input --disable-pip-version-check "$@"; }

need_curl() {
  have curl && return
  step "curl from Debian's packages (about 5 s)" apt curl && have curl ||
    fail "Install curl, then run the same command again."
}

# Unpacked and not installed: Debian would start it as a service.
need_nginx() {
  PATH="$PATH:/usr/sbin" have nginx && return
  step "nginx from Debian's packages (about 10 s)" unpack_nginx || true
  have nginx || fail "nginx could not be found or unpacked. Install it, then run the same command again." \
    "No service of it is wanted: the tests start one of their own."
}

unpack_nginx() {
  local scratch package
  have apt-get && have dpkg || return 1
  as_root apt-get update -qq || return 1
  scratch="$(mktemp -d)"
  # Which of them holds the program differs from one release to the next.
  for package in nginx nginx-light nginx-core; do
    (cd "$scratch" && apt-get download "$package" && dpkg -x "$package"_*.deb .) || continue
    [ -x "$scratch/usr/sbin/nginx" ] && "$scratch/usr/sbin/nginx" -v && break
  done
  cp "$scratch/usr/sbin/nginx" "$tools/bin/nginx"
  rm -rf "$scratch"
}

quick() {
  need_python
  need_curl
  tools/setup.sh node
  need light "Triton, Gradio, MCP 2, SageMaker (about 30 s, 280 MB)"
  need mcp1 "MCP 1 (about 10 s, 70 MB)"
  need bento "BentoML (about 25 s, 190 MB)"
}

full() {
  quick
  need kserve "KServe (about 45 s, 450 MB)"
  need mlserver "MLServer (about 35 s, 330 MB)"
  need mlflow "MLflow (about 60 s, 850 MB)"
  need vertex "Vertex AI (about 25 s, 280 MB)"
  need schemathesis "Schemathesis (about 15 s, 90 MB)"
  need_nginx
}

case "${1:-}" in
  quick | full) "$1" ;;
  *) fail "Usage: tools/clients.sh quick | full" ;;
esac
