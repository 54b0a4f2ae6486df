# claimtrack: `make demo` to look at it, `make test` to check it. Needs Python 3.11+ and make.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
DB ?= db/claimtrack.db
FEEDS ?= feeds.yaml
DEMO_DB ?= db/demo.db
DEMO_SERVE ?= 1
PORT ?= 8001

export CLAIMTRACK_DB ?= $(DB)

.DEFAULT_GOAL := help
.PHONY: help demo install ingest serve status schedule backup publish check test test-all bench fuzz audit clean

help:  ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

$(VENV)/installed: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "claimtrack needs Python 3.11 or newer; name one with PYTHON=…")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed tests/requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r tests/requirements.lock
	@touch $@

$(VENV)/installed-cluster: $(VENV)/installed-dev tests/cluster.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r tests/cluster.lock
	@touch $@

install: $(VENV)/installed  ## Set up the virtual environment

demo: $(VENV)/installed  ## Ingest the sample newsroom and serve it on 127.0.0.1:8001
	$(BIN)/claimtrack demo --db $(DEMO_DB)
ifneq ($(DEMO_SERVE),0)
	$(BIN)/claimtrack serve --db $(DEMO_DB) --port $(PORT)
endif

ingest: $(VENV)/installed  ## Read feeds.yaml, fetch, store, extract into db/claimtrack.db
	$(BIN)/claimtrack ingest --feeds $(FEEDS)

serve: $(VENV)/installed  ## Serve db/claimtrack.db with Datasette
	$(BIN)/claimtrack serve --port $(PORT)

status: $(VENV)/installed  ## Show the last runs, failing feeds and gaps
	$(BIN)/claimtrack status

EVERY ?= 10
schedule: $(VENV)/installed  ## Print a crontab line and a systemd timer; INSTALL=1 installs the line
	$(BIN)/claimtrack schedule --feeds $(FEEDS) --every $(EVERY) $(if $(INSTALL),--install)

BACKUP ?= db/claimtrack-backup.db
backup: $(VENV)/installed  ## Copy the database to BACKUP=…, also while a run writes to it
	$(BIN)/claimtrack backup $(BACKUP)

check: $(VENV)/installed-dev  ## Format, lint, types, and what bandit finds
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive claimtrack

test: check  ## Run the checks and the tests
	$(BIN)/python -m pytest -m "not slow"

test-all: $(VENV)/installed-cluster  ## Run all tests, the slow ones and those of bulk runs too
	$(BIN)/python -m pytest

bench: $(VENV)/installed-dev  ## Measure speed against the limits
	$(BIN)/python benchmarks/extract.py

MINUTES ?= 60
fuzz: $(VENV)/installed-dev  ## Feed made input to all that reads strangers' bytes, for MINUTES=60
	$(BIN)/python tests/fuzz.py --minutes $(MINUTES)

audit:  ## Ask the advisory database about the locked packages; needs the internet
	$(PYTHON) -m venv $(VENV)-audit
	$(VENV)-audit/bin/python -m pip install --quiet "pip-audit>=2.7"
	$(VENV)-audit/bin/pip-audit --require-hashes --disable-pip -r requirements.lock

publish: $(VENV)/installed  ## Write db/public.db, which may be shown to others; needs CONTACT=…
	$(BIN)/claimtrack publish --db $(DB) $(if $(CONTACT),--contact "$(CONTACT)")

clean:  ## Remove the virtual environment and the demo database
	rm -rf $(VENV) $(VENV)-audit $(DEMO_DB) $(DEMO_DB)-shm $(DEMO_DB)-wal
