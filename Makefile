# Readout: `make` says what can be made. Everything lives in .venv; nothing outside this folder is touched.
.DEFAULT_GOAL := help
SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell command -v python3.11 || command -v python3)
LOCK := $(wildcard requirements.lock)
STAMP := $(VENV)/.installed
FOLDER ?=

.PHONY: help install demo endurance test lint types score bench check clean lock

help: ## Say what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | awk -F'\t' '{printf "make %-9s %s\n", $$1, $$2}'

$(STAMP): pyproject.toml $(LOCK)
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Readout needs Python 3.11 or later; $(PYTHON) is older. Say: make PYTHON=/path/to/python3.11"; exit 1; }
	@test -x $(BIN)/python || "$(PYTHON)" -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(if $(LOCK),--constraint $(LOCK)) --editable ".[dev]"
	@touch $(STAMP)

install: $(STAMP) ## Make .venv and install Readout into it, with the versions of requirements.lock

demo: $(STAMP) ## Read the samples (and FOLDER=path of your own), show the records, write demo/
	$(BIN)/readout demo --out demo $(if $(FOLDER),"$(FOLDER)")

test: $(STAMP) ## Run all tests
	$(BIN)/python -m pytest

lint: $(STAMP) ## Ruff, and the layers of the packages
	$(BIN)/ruff check src tests $(wildcard tools benchmarks)
	$(BIN)/lint-imports

types: $(STAMP) ## mypy --strict
	$(BIN)/mypy

score: $(STAMP) ## Read the gold documents and print the figures
	$(BIN)/python tools/score.py
	$(BIN)/python tools/score_matching.py

endurance: $(STAMP) ## kill -9 at a hundred random moments of an ingestion
	$(BIN)/python tests/batch/endurance.py --kills 100

bench: $(STAMP) ## Documents per second, memory, start-up
	$(BIN)/python benchmarks/run.py

check: lint types test score bench ## All of the above

lock: $(STAMP) ## Write requirements.lock from what is installed
	$(BIN)/python -m pip freeze --exclude-editable --exclude readout-ledger > requirements.lock

clean: ## Remove what was made, .venv too
	rm -rf $(VENV) demo dist build .mypy_cache .ruff_cache .import_linter_cache .hypothesis .benchmarks
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
