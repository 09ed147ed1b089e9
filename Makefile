# Two commands for a newcomer: `make run` and `make test`.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
HOST ?= 127.0.0.1
PORT ?= 8000

# The part of the tests that says the most about PostgreSQL for its time; `make test-postgresql` runs all of them there.
ON_POSTGRESQL := tests/index/test_jobs.py tests/service/test_audit.py tests/index/test_library.py \
	tests/service/test_transcripts.py tests/system/test_upgrade.py

.PHONY: run install install-small install-locked lock test test-small quick test-postgresql test-units format lint types audit \
	benchmark fuzz corpus client bundle deb sbom clean

# A small installation that is there is used as it is.
run: $(if $(wildcard $(VENV)/.installed-small),$(VENV)/.installed-small,install)
	$(BIN)/hoivanban ingest corpus/documents
	HOIVANBAN_HOST=$(HOST) HOIVANBAN_PORT=$(PORT) $(BIN)/hoivanban serve

install: $(VENV)/.installed

QUIET := --quiet --disable-pip-version-check --compile

# pip compiles byte code although PYTHONDONTWRITEBYTECODE may be set: without it sentence-transformers imports in 16 s instead of 5.
# With the small extras: agents (mcp), and the client package.
$(VENV)/.installed: pyproject.toml clients/python/pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install $(QUIET) -c constraints.txt -e '.[mcp]' -e clients/python
	touch $@

# Without torch and sentence-transformers (700 MB on the disk instead of 2.3 GB): everything but models of other people.
# Every package in the version and with the hashes of the lock, as in the bundle and in the Debian package, without what
# nothing opens (deploy/packaging/surplus.py).
install-small: $(VENV)/.installed-small

$(VENV)/.installed-small: pyproject.toml deploy/locks/small.txt deploy/packaging/surplus.py
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install $(QUIET) --require-hashes --no-deps -r deploy/locks/small.txt
	$(BIN)/pip install $(QUIET) --no-deps -e . -e clients/python
	$(BIN)/python deploy/packaging/surplus.py $(VENV)/lib/python3*/site-packages
	touch $@

# The whole installation, repeatable: torch in the version of constraints.txt, all else as the lock has it.
install-locked: pyproject.toml deploy/locks/full.txt constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install $(QUIET) -c constraints.txt torch
	$(BIN)/pip install $(QUIET) --require-hashes --no-deps -r deploy/locks/full.txt
	$(BIN)/pip install $(QUIET) --no-deps -e . -e clients/python
	touch $(VENV)/.installed

# Written anew with the newest versions within the bounds of pyproject.toml; five minutes.
lock: $(VENV)/.installed-test
	$(BIN)/python deploy/packaging/locks.py

# The tests on the small installation, in an environment of their own; those of other people's models are skipped.
test-small:
	$(MAKE) --no-print-directory install-small VENV=$(VENV)-small
	$(PYTHON) deploy/packaging/locks.py tests > $(VENV)-small/tests.txt
	$(VENV)-small/bin/pip install $(QUIET) -r $(VENV)-small/tests.txt
	OMP_NUM_THREADS=1 OMP_THREAD_LIMIT=1 $(VENV)-small/bin/pytest -n auto --dist worksteal -m "not browser and not slow"

$(VENV)/.installed-test: $(VENV)/.installed
	$(BIN)/pip install $(QUIET) -c constraints.txt -e '.[test]'
	touch $@

test: $(VENV)/.installed-test
	sh tests/system_packages.sh
	$(MAKE) --no-print-directory lint types
	OMP_NUM_THREADS=1 OMP_THREAD_LIMIT=1 $(BIN)/pytest -n auto --dist worksteal -m "not browser"
	OMP_NUM_THREADS=1 OMP_THREAD_LIMIT=1 $(BIN)/pytest -m browser
	@if ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; \
	then echo OMP_NUM_THREADS=1 OMP_THREAD_LIMIT=1 $(BIN)/pytest --postgresql $(ON_POSTGRESQL) && \
		OMP_NUM_THREADS=1 OMP_THREAD_LIMIT=1 $(BIN)/pytest --postgresql $(ON_POSTGRESQL); \
	else echo "Not run on PostgreSQL: the server (Debian: postgresql) is not installed."; fi

# What to run after every change: no browser, OCR, office program or PostgreSQL, nothing marked slow; both cores.
quick: $(VENV)/.installed-test
	$(MAKE) --no-print-directory lint types
	OMP_NUM_THREADS=1 OMP_THREAD_LIMIT=1 $(BIN)/pytest -n auto --dist worksteal -m "not browser and not ocr and not office and not slow"

# Every test with its library on a PostgreSQL server that the tests start themselves.
test-postgresql: $(VENV)/.installed-test
	sh tests/system_packages.sh
	OMP_NUM_THREADS=1 OMP_THREAD_LIMIT=1 $(BIN)/pytest --postgresql

# The units of deploy/, started by systemd itself in a root of their own; as root.
test-units: $(VENV)/.installed-test
	HOIVANBAN_TEST_UNITS=1 $(BIN)/pytest tests/system/test_units_started.py

lint: $(VENV)/.installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive ingest index service clients

format: $(VENV)/.installed-test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: $(VENV)/.installed-test
	$(BIN)/mypy

# Known weaknesses of the installed packages; asks a service on the internet, so it is no part of `make test`.
audit: $(VENV)/.installed-test
	@$(BIN)/pip-audit --skip-editable --strict --desc on || { echo "Where no weakness is listed above, the service that" \
		"knows them was not reached from here, and the packages were NOT checked." >&2; exit 2; }

benchmark: $(VENV)/.installed-test
	$(BIN)/python -m tests.benchmarks

fuzz: $(VENV)/.installed-test
	@$(BIN)/python -c "import atheris" 2>/dev/null || $(BIN)/pip install --quiet -c constraints.txt -e '.[fuzz]'
	$(BIN)/python -m tests.benchmarks.coverage_fuzzing 600

corpus: $(VENV)/.installed
	$(BIN)/python corpus/render.py

# The client package as a wheel: dist/hoivanban_client-*.whl.
client: $(VENV)/.installed
	$(BIN)/pip wheel --quiet --disable-pip-version-check --no-deps -w dist clients/python

# For machines without a network, built on Debian 12 with its own Python: dist/hoivanban-*.tar and dist/hoivanban_*.deb.
# SIGN=KEY signs with a key of gpg's ring.
bundle deb: $(VENV)/.installed-test
	$(BIN)/python deploy/packaging/bundle.py $@ $(if $(SIGN),--sign $(SIGN))

# The list of parts (CycloneDX) and the licence texts of the packages installed in $(VENV): dist/.
sbom: $(VENV)/.installed-test
	$(BIN)/python deploy/packaging/bundle.py sbom

clean:
	rm -rf $(VENV) $(VENV)-small var build dist *.egg-info clients/python/build clients/python/*.egg-info .mypy_cache .ruff_cache .pytest_cache
