# Everything a fresh machine needs: git, make, Python 3.11 or later with pip.
# `make demo` shows the product, `make test` proves it; both set up what they need first.

PYTHON ?= $(shell for c in python3 python3.13 python3.12 python3.11; do \
	"$$c" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$c; break; }; done)
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help setup demo test check fix lock clean

help: ## Show what there is to run
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/.app ## Put the comity command into .venv/bin/
	@echo "Ready: $(BIN)/comity --help"

demo: $(VENV)/.app ## Set up and run the main job on fictional lists
	@$(BIN)/python -m examples.demo

test: check ## Set up and run every check and every test

check: $(VENV)/.dev ## Format, lint, types, contracts, tests, guides
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m pytest

fix: $(VENV)/.dev ## Format and mend what ruff can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: $(VENV)/.tools ## Write requirements/*.txt anew from pyproject.toml
	UV_NO_CONFIG=1 requirements/lock.sh $(BIN)/uv

clean: ## Remove the environment
	rm -rf $(VENV)

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
