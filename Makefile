# Everything a fresh machine needs: git, make, Python 3.11 or later with pip.
# `make demo` shows the product, `make test` proves it; both set up what they need first.

PYTHON ?= $(shell for c in python3 python3.13 python3.12 python3.11; do \
	"$$c" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$c; break; }; done)
VENV := .venv
BIN := $(VENV)/bin

# A test run is many processes: what one of them has compiled, the others need not compile again.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-postgresql check types tests fix manage lock bench clean

help: ## Show what there is to run
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/.app ## Put the comity command into .venv/bin/
	@echo "Ready: $(BIN)/comity --help"

demo: $(VENV)/.app ## Set up and run the main job on fictional lists
	@$(BIN)/python -m examples.demo

test: check ## Set up and run every check and every test

# What takes long runs side by side, since tests wait for browsers, servers and workers: what is said of types and of PostgreSQL
# is shown when they end (where make can), the other tests are seen while they run.
TOGETHER := --no-print-directory --jobs=3 $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)

check: $(VENV)/.dev ## Format, lint, types, contracts, tests, guides
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports --no-cache
	@$(MAKE) $(TOGETHER) tests test-postgresql types

types: $(VENV)/.dev ## Types alone
	$(BIN)/mypy

# The plus lets what they say through at once; “make -n” would run them for it.
tests: $(VENV)/.dev ## The tests alone, but for those on PostgreSQL
	+$(if $(findstring n,$(firstword -$(MAKEFLAGS))),@echo) $(BIN)/python -m pytest -n 3

test-postgresql: $(VENV)/.dev ## The portal's tests alone, on a PostgreSQL that they start themselves
	COMITY_TEST_DATABASE=postgresql $(BIN)/python -m pytest tests/portal -n 0

fix: $(VENV)/.dev ## Format and mend what ruff can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

DO ?= help
manage: $(VENV)/.dev ## Run a command of Django on the settings of tests: make manage DO="makemigrations lists"
	DJANGO_SETTINGS_MODULE=comity.portal.settings.test $(BIN)/python manage.py $(DO)

lock: $(VENV)/.tools ## Write requirements/*.txt anew from pyproject.toml
	UV_NO_CONFIG=1 requirements/lock.sh $(BIN)/uv

# DATA names a folder of public labelled sets (bench/linkage/sets.py); SETS, sets that were written before.
BENCH_ROWS ?= 5000
bench: $(VENV)/.dev ## Compare linkage with its peers, each in an environment of its own
	$(BIN)/python -m bench.linkage.environments
	$(BIN)/python -m bench.linkage.generate .bench/scripts --rows $(BENCH_ROWS)
	$(if $(DATA),$(BIN)/python -m bench.linkage.sets "$(DATA)" .bench palm-mills german-companies febrl4)
	$(BIN)/python -m bench.linkage.run .bench/scripts $(if $(DATA),.bench/palm-mills .bench/german-companies .bench/febrl4) $(SETS)

clean: ## Remove the environments
	rm -rf $(VENV) .venv-bench

$(VENV)/.tools: requirements/bootstrap.txt
	@test -n "$(PYTHON)" || { echo "Comity needs Python 3.11 or later: install it, or call make PYTHON=/path/to/python3" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@requirements/install.sh tools
	@touch $@

# The application alone is enough for the demo; the development set holds the application, too.
$(VENV)/.app: $(VENV)/.tools requirements/app.txt pyproject.toml
	@requirements/install.sh app
	@touch $@

$(VENV)/.dev: $(VENV)/.tools requirements/dev.txt pyproject.toml
	@requirements/install.sh dev
	@touch $@ $(VENV)/.app
