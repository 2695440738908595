# make run      the product with a demo shop, on this machine
# make test     the whole suite, on the embedded parts, or on DATABASE_URL and REDIS_URL where they are set
# make check    all that must hold before a change lands: style, types, contracts, settings, OpenAPI, tests
# make format   puts the code in order
# make openapi  writes docs/openapi.json
# make coverage writes docs/api-coverage.md: what the API promises, and the tests that prove it
# make screens  takes the pictures in docs/screens; needs Chromium
# make fuzz     attacks the API for a long time: docs/how-to/attack-the-api.md
# make weights  prints the requests and bytes of each page; needs Chromium
.DEFAULT_GOAL := help
.PHONY: help run test check code format openapi coverage screens weights
MAKEFLAGS += --no-print-directory

VENV := .venv
PYTHON := $(VENV)/bin/python
PIP := $(PYTHON) -m pip install -qq --disable-pip-version-check
# Settings of production for `check --deploy`: secrets made up for one command, servers that nobody calls.
PRODUCTION := env CVETY_ENV=production API_SECRET_KEY=only-for-this-check \
  SECRET_KEY=$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(64))') \
  CVETY_ENCRYPTION_KEYS=$$($(PYTHON) -c 'import base64, os; print(base64.urlsafe_b64encode(os.urandom(32)).decode())') \
  DATABASE_URL=postgres://nobody@localhost/nothing REDIS_URL=redis://localhost/0 ALLOWED_HOSTS=shop.example \
  CVETY_BASE_URL=https://shop.example

help:
	@sed -n 's/^# make/make/p' Makefile

run: $(VENV)/.runtime
	@$(PYTHON) manage.py run $(ARGS)

test: $(VENV)/.development
	@$(PYTHON) -m pytest -n auto $(ARGS)

check: code test

# All of `make check` but the tests, which CI has run by then.
code: $(VENV)/.development
	@echo "ruff" && $(VENV)/bin/ruff check --quiet . && $(VENV)/bin/ruff format --check --quiet .
	@echo "mypy" && $(PYTHON) -m mypy --no-error-summary .
	@echo "import contracts" && $(VENV)/bin/lint-imports --no-cache > $(VENV)/import-contracts.log || \
	  { cat $(VENV)/import-contracts.log; exit 1; }
	@echo "migrations" && $(PYTHON) manage.py makemigrations --check --dry-run
	@echo "Django's checks" && $(PYTHON) manage.py check --fail-level WARNING
	@echo "Django's checks, production" && $(PRODUCTION) $(PYTHON) manage.py check --deploy --fail-level WARNING
	@echo "OpenAPI" && $(PYTHON) manage.py write_openapi --check
	@echo "API coverage" && $(PYTHON) -m tests.contract.coverage --check

format: $(VENV)/.development
	@$(VENV)/bin/ruff check --fix --quiet . && $(VENV)/bin/ruff format --quiet .

openapi: $(VENV)/.development
	@$(PYTHON) manage.py write_openapi

coverage: $(VENV)/.development
	@$(PYTHON) -m tests.contract.coverage

screens: $(VENV)/.development
	@$(PYTHON) -m tests.browser.screens

fuzz: SECONDS := 600
fuzz: EXAMPLES := 100
fuzz: SEED := 1
fuzz: $(VENV)/.development
	@CVETY_FUZZ_SECONDS=$(SECONDS) CVETY_FUZZ_EXAMPLES=$(EXAMPLES) CVETY_FUZZ_SEED=$(SEED) \
	  $(PYTHON) -m pytest -n auto --show-capture=no tests/fuzz

weights: $(VENV)/.development
	@$(PYTHON) -m tests.browser.weights

# The first interpreter that is recent enough; constraints.txt is for 3.11 to 3.13.
$(PYTHON):
	@for python in python3 python3.13 python3.12 python3.11; do \
	  if command -v $$python > /dev/null && \
	    $$python -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2> /dev/null; \
	  then $$python -m venv --clear $(VENV) && exit 0; fi; \
	done; rm -rf $(VENV); \
	echo "Cvety needs Python 3.11, 3.12 or 3.13 with its venv module (on Debian: apt install python3-venv)" >&2; exit 1

$(VENV)/.runtime: requirements.txt constraints.txt | $(PYTHON)
	@echo "Installing what the product runs on…"
	@$(PIP) -r requirements.txt && touch $@

$(VENV)/.development: requirements-dev.txt requirements.txt constraints.txt | $(PYTHON)
	@echo "Installing what developers need…"
	@$(PIP) -r requirements-dev.txt && touch $@ $(VENV)/.runtime
