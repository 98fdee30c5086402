#!/bin/sh
# Make the virtual environment and install one requirements file into it.
# usage: setup_env.sh VENV REQUIREMENTS
# Needs nothing but Python >= 3.11 (taken from $PYTHON when set); pip's own configuration is kept.
set -eu
venv=$1
requirements=$2

find_python() {
  for candidate in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11 python; do
    if command -v "$candidate" >/dev/null 2>&1 &&
      "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      echo "$candidate"
      return
    fi
  done
  return 1
}

if ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
  python=$(find_python) || {
    echo "Python 3.11 ou plus récent est introuvable (variable PYTHON pour en désigner un)." >&2
    exit 1
  }
  if [ -e "$venv" ] && [ ! -e "$venv/pyvenv.cfg" ]; then
    echo "$venv existe et n'est pas un environnement virtuel : il est laissé tel quel." >&2
    exit 1
  fi
  if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    # Debian and Ubuntu ship these two modules apart.
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
      apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null
    else
      echo "Le module venv de Python manque : sudo apt-get install python3-venv" >&2
      exit 1
    fi
  fi
  echo "Environnement virtuel : $venv ($("$python" --version))"
  "$python" -m venv --clear "$venv"
fi

echo "Installation de $requirements (une à deux minutes la première fois)…"
"$venv/bin/python" -m pip install --quiet --quiet --disable-pip-version-check --requirement "$requirements"
