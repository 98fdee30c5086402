# make help lists the commands. Each one sets up what it needs: Python >= 3.11 and make suffice.
VENV ?= .venv
PORT ?= 8501
SITE ?= site
# Who may reach `make run`: this machine; HOST=0.0.0.0 opens it to the room.
HOST ?= localhost
PY = $(VENV)/bin/python
# What the benchmark compares the map with is installed apart, never beside what serves it.
PAIRS = .venv-pairs
# Tests share the processors, those in a browser last and two files at once; a choice of tests may
# leave one of the two runs empty (pytest's code 5).
# Extra arguments of the tools: make test PYTEST="-k filtres", make build ARGS="--admin-express FILE".
PYTEST ?=
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help run test build site bench vendor lock lint format types js chromium soffice nginx postgresql clean

help: ## cette aide
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' Makefile

run: $(VENV)/.runtime ## lance le tableau de bord (PORT=8501)
	@echo "Tableau de bord : http://$(HOST):$(PORT) (Ctrl-C pour arrêter)"
	@MALLOC_ARENA_MAX=2 exec $(PY) -m streamlit run app.py --server.address=$(HOST) --server.port=$(PORT)

test: lint types js chromium soffice nginx postgresql ## toutes les vérifications et tous les tests, navigateur compris
	@$(PY) -m pytest -m "not browser" -n auto --maxprocesses 4 --dist loadfile $(PYTEST) || [ $$? -eq 5 ]
	@$(PY) -m pytest -m browser -n auto --maxprocesses 2 --dist loadfile $(PYTEST) || [ $$? -eq 5 ]

build: $(VENV)/.build ## reconstruit data/prepared et static/layers depuis les sources
	@$(PY) -m data build $(ARGS)

site: $(VENV)/.runtime ## écrit la carte en fichiers à publier sans serveur (SITE=site)
	@$(PY) -m data export site "$(SITE)" $(ARGS)

bench: $(VENV)/.dev $(PAIRS)/.pairs chromium ## mesure la carte, ses voisines et sa charge, écrit les mesures du README (trois quarts d’heure)
	@$(PY) -m tests.bench $(ARGS)

vendor: $(VENV)/.runtime ## rafraîchit static/vendor depuis les paquets npm (npm nécessaire)
	@$(PY) scripts/vendor.py

lint: $(VENV)/.dev ## ruff : règles et mise en forme
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .

format: $(VENV)/.dev ## ruff : corrige et met en forme
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .

types: $(VENV)/.dev ## mypy
	@$(PY) -m mypy

js: ## eslint et tests de static/carte (sautés sans Node.js)
	@sh scripts/check_js.sh

chromium: $(VENV)/.dev ## trouve ou installe le navigateur des tests
	@$(PY) -m scripts.chromium

soffice: $(VENV)/.dev ## trouve ou installe le LibreOffice des tests
	@$(PY) -m scripts.soffice

nginx: $(VENV)/.dev ## trouve ou installe le nginx des tests
	@$(PY) -m scripts.nginx

postgresql: $(VENV)/.dev ## trouve ou installe le PostgreSQL des tests
	@$(PY) -m scripts.postgresql

lock: ## récrit constraints.txt après un changement de version
	@sh scripts/lock.sh

clean: ## retire l'environnement et les caches
	@rm -rf .venv $(PAIRS) node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis

# One stamp per requirements file, so that a second run installs nothing.
$(VENV)/.dev: requirements-dev.txt requirements-build.txt requirements.txt constraints.txt
	@sh scripts/setup_env.sh "$(VENV)" requirements-dev.txt
	@touch "$(VENV)/.runtime" "$(VENV)/.build" $@

$(VENV)/.build: requirements-build.txt requirements.txt constraints.txt
	@sh scripts/setup_env.sh "$(VENV)" requirements-build.txt
	@touch "$(VENV)/.runtime" $@

$(VENV)/.runtime: requirements.txt constraints.txt
	@sh scripts/setup_env.sh "$(VENV)" requirements.txt
	@touch $@

$(PAIRS)/.pairs: tests/bench/pairs/requirements.txt constraints.txt
	@sh scripts/setup_env.sh "$(PAIRS)" tests/bench/pairs/requirements.txt
	@touch $@
