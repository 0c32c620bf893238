# make demo  - install, load the demo and serve it     make test   - everything needed to pass the tests, and the tests
# make check - the quick part of the tests             make install - the set-up only
SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq

.DEFAULT_GOAL := help
.PHONY: help install demo test check rules suite-sqlite suite-postgres scripts browser bench bench-large soak lock

help:
	@sed -n '1,2s/^# //p' Makefile

install: .venv/.installed

.venv/.installed: requirements.lock pyproject.toml
	@sh tools/need.sh $(PYTHON)
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing the locked dependencies ..."
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.installed-dev: requirements-dev.lock .venv/.installed
	@echo "Installing the locked dependencies of the tests ..."
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

demo: install
	@exec sh tools/demo.sh

# The parts of `make test` stand in the order of their price: the first failure ends it.
test: .venv/.installed-dev
	@sh tools/system_packages.sh tests
	@$(MAKE) --no-print-directory check
	@$(MAKE) --no-print-directory suite-sqlite suite-postgres scripts browser

check: .venv/.installed-dev
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/mypy
	@DATABASE_URL=sqlite://:memory: $(BIN)/python -m django makemigrations --check --dry-run --settings wangge.config.settings
	@$(MAKE) --no-print-directory rules

rules:
	@$(BIN)/pytest tests/rules

suite-sqlite:
	@echo "== all tests on SQLite =="
	@$(BIN)/pytest tests --ignore=tests/rules --ignore=tests/browser -n 2 --dist loadgroup

suite-postgres:
	@echo "== the tests with a database again, on PostgreSQL =="
	@$(BIN)/python -m tools.with_postgres $(BIN)/pytest tests --ignore=tests/rules --ignore=tests/browser --ignore=tests/house --ignore=tests/faults -n 2 --dist loadgroup

scripts:
	@echo "== scripts of the pages =="
	@sh tools/node_tests.sh

browser:
	@echo "== pages in a real browser =="
	@$(BIN)/pytest tests/browser

# Hours, not minutes: the whole table of docs/performance.md. Single benches: python -m bench.pages --help
bench: .venv/.installed-dev
	@sh tools/system_packages.sh bench
	@$(BIN)/python -m bench.all

# Ten million cases on PostgreSQL: checks the free disk first, removes what it made, keeps its log.
bench-large: .venv/.installed-dev
	@sh tools/system_packages.sh bench
	@$(BIN)/python -m bench.large --log docs/bench-large.md

# Five hundred runs of a phone whose line, browser or server dies; keeps its log in docs/soak.
soak: .venv/.installed-dev
	@$(BIN)/python -m bench.soak --log docs/soak

# After a change of the dependencies in pyproject.toml; uv is needed only here.
lock:
	@echo 'setuptools>=77' | uv pip compile pyproject.toml - --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet -o requirements.lock
	@uv pip compile pyproject.toml --group dev -c requirements.lock --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet -o requirements-dev.lock
