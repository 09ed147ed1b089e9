# Two commands for a newcomer: `make run` and `make test`.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
HOST ?= 127.0.0.1
PORT ?= 8000

.PHONY: run install test lint types audit benchmark corpus clean

run: install
	$(BIN)/hoivanban ingest corpus/documents
	HOIVANBAN_HOST=$(HOST) HOIVANBAN_PORT=$(PORT) $(BIN)/hoivanban serve

install: $(VENV)/.installed

# pip compiles byte code although PYTHONDONTWRITEBYTECODE may be set: without it sentence-transformers imports in 16 s instead of 5.
$(VENV)/.installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --compile -c constraints.txt -e .
	touch $@

$(VENV)/.installed-test: $(VENV)/.installed
	$(BIN)/pip install --quiet --disable-pip-version-check --compile -c constraints.txt -e '.[test]'
	touch $@

test: $(VENV)/.installed-test
	sh tests/system_packages.sh
	$(MAKE) --no-print-directory lint types
	OMP_NUM_THREADS=1 OMP_THREAD_LIMIT=1 $(BIN)/pytest

lint: $(VENV)/.installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive ingest index service

types: $(VENV)/.installed-test
	$(BIN)/mypy

# Known weaknesses of the installed packages; asks a service on the internet, so it is no part of `make test`.
audit: $(VENV)/.installed-test
	$(BIN)/pip-audit --skip-editable --strict --desc on

benchmark: $(VENV)/.installed-test
	$(BIN)/python -m tests.benchmarks

corpus: $(VENV)/.installed
	$(BIN)/python corpus/render.py

clean:
	rm -rf $(VENV) var build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache
