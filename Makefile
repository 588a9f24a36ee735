# The same commands for people and for CI. Needs Python 3.11 or newer and pip; uses uv where it is installed.
# Everything that is made lies in one folder, .venv; where this folder cannot be written, it lies in the user's cache.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help setup check fmt test test-all mutations demo bench
unexport PYTHONPATH PYTHONHOME

VENV ?= $(shell if [ -w .venv ] || [ -w . ]; then echo .venv; else echo "$${XDG_CACHE_HOME:-$$HOME/.cache}/vignette-venv"; fi)
BIN := $(VENV)/bin
CACHE := $(abspath $(VENV))/.cache
export RUFF_CACHE_DIR := $(CACHE)/ruff
export HYPOTHESIS_STORAGE_DIRECTORY := $(CACHE)/hypothesis
export PYRIGHT_PYTHON_IGNORE_WARNINGS := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Most stories wait for time, not for work: more workers than processors pay.
WORKERS ?= 3
PYTEST = $(BIN)/python -P -m pytest -o cache_dir="$(CACHE)/pytest" -n $(WORKERS) --dist worksteal

# A .venv that was moved here, or whose Python is gone, is made anew; one that somebody made by hand is taken as it is.
$(shell [ "$$(cat '$(VENV)/.where' 2>/dev/null)" = '$(CURDIR)' ] && '$(BIN)/python' -c '' 2>/dev/null || rm -f '$(VENV)/.base' '$(VENV)/.dev')

help: ## these lines
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

setup: $(VENV)/.dev ## .venv with the vignette command and the tools for working on it
	@echo "Ready: $(BIN)/vignette --help"

check: $(VENV)/.dev ## style, types, and the floors of the house
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright --pythonpath $(BIN)/python
	$(BIN)/lint-imports --cache-dir "$(CACHE)/import-linter"

fmt: $(VENV)/.dev ## put the code into one style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

test: $(VENV)/.dev ## every test but the slow ones (at most five minutes)
	$(PYTEST) -m "not slow"

test-all: $(VENV)/.dev ## every test
	$(PYTEST)

mutations: $(VENV)/.dev ## take each protection away in a copy, and see a test turn red
	$(BIN)/python -P tests/faults/mutations.py

demo: $(VENV)/.base ## a practice room in your browser: both platforms, no token, no account, nothing to set up
	$(BIN)/vignette demo

bench: $(VENV)/.dev ## what it costs, beside the usual way: the table in docs/benchmarks (half an hour; let nothing else run)
	$(BIN)/python -m tests.bench

# --- How .venv comes about; a second time costs nothing, for the two files below say what is in it ---

$(VENV)/.base: requirements/base.txt
	$(call install,requirements/base.txt)
	@touch '$@'

$(VENV)/.dev: requirements/dev.txt
	$(call install,requirements/dev.txt)
	@touch '$(VENV)/.base' '$@'

RIGHT_PYTHON := import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))

# Packages by hash from $(1), then the command: a path file and a launcher, which need no build and follow every edit.
define install
@set -eu; \
where=$$(cat '$(VENV)/.where' 2>/dev/null || echo '$(CURDIR)'); \
if ! { [ "$$where" = '$(CURDIR)' ] && '$(BIN)/python' -c '' 2>/dev/null; }; then \
	python=; \
	for each in $${PYTHON:-} python3.11 python3.12 python3.13 python3.14 python3 python; do \
		if "$$each" -c '$(RIGHT_PYTHON)' >/dev/null 2>&1; then python=$$each; break; fi; \
	done; \
	if [ -n "$$python" ]; then "$$python" -m venv --clear '$(VENV)'; \
	elif command -v uv >/dev/null 2>&1 && uv venv --quiet --seed --clear --python '>=3.11' '$(VENV)'; then :; \
	else \
		echo 'Vignette needs Python 3.11 or newer with its venv module, and found none.' >&2; \
		echo 'Install it (Debian, Ubuntu: python3 and python3-venv), or name it: make PYTHON=/path/to/python3 $(MAKECMDGOALS)' >&2; \
		exit 1; \
	fi; \
fi; \
echo 'Installing what $(1) lists into $(VENV) (once; a minute or two).'; \
if ! { command -v uv >/dev/null 2>&1 && uv pip install --quiet --python '$(BIN)/python' --require-hashes -r $(1); }; then \
	'$(BIN)/python' -m pip install --quiet --no-input --require-hashes -r $(1) || { \
		echo 'The packages could not be installed; the lines above say why. Nothing else was changed: mend it and try again.' >&2; exit 1; }; \
fi; \
site=$$('$(BIN)/python' -c 'import sysconfig; print(sysconfig.get_path("purelib"))'); \
printf '%s\n' '$(CURDIR)' > "$$site/vignette.pth"; \
printf '#!/bin/sh\nexec "%s" -P -m bots "$$@"\n' '$(abspath $(BIN))/python' > '$(BIN)/vignette'; \
chmod 755 '$(BIN)/vignette'; \
printf '%s\n' '$(CURDIR)' > '$(VENV)/.where'
endef
