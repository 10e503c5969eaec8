# Three commands: make setup, make demo, make test. Each may be run at any time and again.
# Needs Python 3.11 or newer with venv and pip, make and git; everything else is fetched.

PYTHON ?= python3
BIN := .venv/bin
INSTALL = $(BIN)/python config/install.py
CHROMIUM := $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)
TESTS ?= -n 2 --dist worksteal
WORDS := $(wildcard locale/*/LC_MESSAGES/django.po)

STATIC := $(shell find coso \( -path '*/static/*' -o -path '*/templates/*' -o -path '*forms*.py' \) -type f)
# Compiled modules are kept: without them each of the many processes compiles Django anew.
export PYTHONDONTWRITEBYTECODE :=
MAKEFLAGS += --jobs=4  # what does not need each other is done at the same time

.PHONY: setup database demo test lint lock coverage
.DELETE_ON_ERROR:

setup: database $(WORDS:.po=.mo) .venv/static.done

database: $(BIN)/coso
	@$(BIN)/coso setup_database --verbosity 0

$(WORDS:.po=.mo) &: $(WORDS) | $(BIN)/coso
	@$(BIN)/coso compile_messages

# Compressing them takes seconds; the server does it by itself when one has changed.
.venv/static.done: .venv/node_modules.done $(STATIC) | $(BIN)/coso
	@$(BIN)/coso collectstatic --noinput --verbosity 0
	@touch $@

demo: setup
	@$(BIN)/coso demo

test: setup .venv/dev.done browser lint
	$(BIN)/python -m pytest $(TESTS)

lint: .venv/dev.done
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy coso config

# Every branch of who may do what and of every verb and rule; 95 % of the rest.
SURE := coso/access/*,coso/*/actions*,coso/*/actions/*,coso/*/rules*
coverage: setup .venv/dev.done
	$(BIN)/python -m pytest $(TESTS) -m "not browser" --cov --cov-report=
	$(BIN)/coverage report --skip-covered --include='$(SURE)' --fail-under=100
	$(BIN)/coverage report --skip-covered --fail-under=95

$(BIN)/python:
	$(PYTHON) -m venv --without-pip .venv

.venv/base.done: requirements/tools.txt requirements/base.txt | $(BIN)/python
	$(INSTALL) requirements/tools.txt requirements/base.txt
	@touch $@

$(BIN)/coso: pyproject.toml .venv/base.done
	$(INSTALL) --this
	@touch $@

.venv/dev.done: requirements/dev.txt .venv/base.done | $(BIN)/coso
	$(INSTALL) requirements/dev.txt
	@touch $@

# What the pages and papers need from npm; npm itself comes from the Python index where the machine has none.
NPM := $(shell command -v npm)
.venv/node_modules.done: package.json package-lock.json requirements/node.txt | $(if $(NPM),$(BIN)/python,$(BIN)/coso)
	@$(if $(NPM),npm ci --loglevel=error,$(INSTALL) requirements/node.txt && $(BIN)/python config/install.py --npm)
	@touch $@

.PHONY: browser
browser:
ifeq ($(CHROMIUM),)
	@if [ "$$(id -u)" = 0 ]; then apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium; \
	else echo "The browser tests need Chromium. Install the package chromium, then run make test again."; exit 2; fi
endif

# Locked with hashes, naming no index: any index or mirror that has the same files serves.
LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate
lock: .venv/base.done
	$(LOCK) requirements/base.in -o requirements/base.txt
	$(LOCK) requirements/base.in requirements/dev.in -c requirements/base.txt -o requirements/dev.txt
	$(LOCK) requirements/tools.in -o requirements/tools.txt
	$(LOCK) requirements/node.in -o requirements/node.txt
