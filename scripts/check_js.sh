#!/bin/sh
# Lint and test the browser modules. Node.js is a development tool only: without it, this step is
# skipped in plain sight and the rest of `make test` goes on.
set -eu

node_major=$(node -p 'process.versions.node.split(".")[0]' 2>/dev/null || echo 0)
if [ "$node_major" -lt 20 ]; then
  echo "SAUTÉ : Node.js ≥ 20 absent, ni eslint ni tests JavaScript."
  exit 0
fi

if ! command -v npm >/dev/null 2>&1; then
  echo "SAUTÉ : npm absent, pas d'eslint."
else
  if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
    echo "Installation d'eslint…"
    npm ci --silent --no-audit --no-fund
    touch node_modules/.package-lock.json
  fi
  node_modules/.bin/eslint --max-warnings 0 --no-error-on-unmatched-pattern static/carte static/deck tests
fi

tests=$(find tests static/carte static/deck -name '*.test.js' -o -name '*.test.mjs')
if [ -z "$tests" ]; then
  echo "Aucun test JavaScript."
else
  # shellcheck disable=SC2086  # one word per file, none has a space
  node --test $tests
fi
