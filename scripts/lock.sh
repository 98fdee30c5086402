#!/bin/sh
# Rewrite constraints.txt: the versions pip picks for requirements-dev.txt with no constraint.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
sed '/^-c /d' requirements.txt >"$folder/requirements.txt"
cp requirements-build.txt requirements-dev.txt "$folder/"
sh scripts/setup_env.sh "$folder/venv" "$folder/requirements-dev.txt"
{
  echo "# Exact versions of everything the requirements files pull in."
  echo "# Written by \`make lock\`; read by every installation through requirements.txt."
  "$folder/venv/bin/python" -m pip freeze
} >"$folder/constraints.txt"
mv "$folder/constraints.txt" constraints.txt
