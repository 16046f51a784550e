# Everything that one does with Onward. The words after `##` are what `make help` prints.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
PY := .venv/bin/python
STAMPS := .local/stamps
LONG ?=

# Compiled modules make every start twice as fast; some machines switch them off.
unexport PYTHONDONTWRITEBYTECODE
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# A stamp carries the hash of what it was made from: the same requirements are never installed twice.
hash_of = $(shell cat $(1) | cksum | cut -d ' ' -f 1)
BASE := $(STAMPS)/base-$(call hash_of,requirements/base.txt)
DEV := $(STAMPS)/dev-$(call hash_of,requirements/base.txt requirements/dev.txt)

.PHONY: help demo install stop test test-long check format bench lock browser messages

help: ## say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

demo: $(BASE) ## a sample office on this machine, from nothing: environment, database, people, pages
	@$(PY) manage.py demo

install: $(BASE) ## the environment alone, for an office (docs/running.md)

stop: $(BASE) ## stop the demo's database, where it was left running
	@$(PY) manage.py database stop

test: $(DEV) browser ## every test, a real browser included
	@$(PY) -m pytest -n 2 --dist worksteal -q $(TESTS)

test-long: $(DEV) browser ## the same with the full counts
	@ONWARD_LONG=1 $(PY) -m pytest -n 2 --dist worksteal -q --durations=20 $(TESTS)

check: $(DEV) ## style, types, tiers, definitions, migrations, known weaknesses; every check is told, then the verdict
	@$(PY) tools/check.py

format: $(DEV) ## lay the code out as `make check` wants it
	@$(PY) -m ruff check --fix-only --quiet . && $(PY) -m ruff format .

bench: $(DEV) ## a million persons; what pages and queries take
	@$(PY) -m bench

lock: ## pin and hash the requirements anew
	@$(PYTHON) tools/lock.py

messages: $(BASE) ## bring the French and Dutch catalogues up to date with the code (needs gettext)
	@$(PY) tools/messages.py

browser:
	@$(PYTHON) tools/browser.py

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Onward needs Python 3.11 or newer: install python3.11 (Debian: python3 python3-venv)"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Onward needs Python 3.11 or newer, and this is " + sys.version)'
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "python3-venv is missing (Debian: apt-get install python3-venv)"; exit 1; }

$(BASE): | .venv/bin/python
	@echo "Installing what Onward needs (once; it takes one or two minutes) …"
	@$(PY) -m pip install --quiet --no-deps --require-hashes -r requirements/base.txt
	@mkdir -p $(STAMPS) && rm -f $(STAMPS)/base-* && touch $@

# What the tests need is compiled when it is used: most of it never is.
$(DEV): $(BASE)
	@echo "Installing what the tests need (once) …"
	@$(PY) -m pip install --quiet --no-compile --no-deps --require-hashes -r requirements/dev.txt
	@mkdir -p $(STAMPS) && rm -f $(STAMPS)/dev-* && touch $@
