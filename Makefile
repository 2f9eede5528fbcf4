# Two commands to begin with: `make run` and `make test`. Each installs what it needs into .venv by itself.

PYTHON ?= python3
ANSWERS ?= 100000
VENV := .venv
STANDINS := tests/standins/node_modules/.fetched
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --quiet
UV_LOCK := $(VENV)/bin/uv pip compile pyproject.toml --universal --generate-hashes --no-header --no-annotate \
	--python-version 3.11 --quiet

.DEFAULT_GOAL := help
.PHONY: help run test bench check format lock clean browser standins

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(VENV)/.run ## Start the try-out: an example organisation and a clock to move, at one local address
	@$(PY) -m bot try

test: $(VENV)/.dev browser standins ## Run every test, with a real PostgreSQL, browser and stand-ins (ARGS="-k roster" narrows it)
	@$(PY) -m pytest $(ARGS)

bench: $(VENV)/.dev ## Measure a house in which much was said (ANSWERS=1000000 makes it large)
	@$(PY) -m tests.bench --answers $(ANSWERS)

check: $(VENV)/.dev ## Check format, lint, types and the walls between the packages
	@$(PY) -m ruff format --check .
	@$(PY) -m ruff check .
	@$(PY) -m mypy
	@$(VENV)/bin/lint-imports

format: $(VENV)/.dev ## Put the code in its one format and mend what can be mended
	@$(PY) -m ruff format .
	@$(PY) -m ruff check --fix .

lock: $(VENV)/.dev ## Write the two lock files anew after a change of dependencies
	@$(UV_LOCK) --extra postgres --extra build --output-file requirements.txt
	@$(UV_LOCK) --all-extras --output-file requirements-dev.txt

clean: ## Remove what was installed and cached here; the database in data/ stays
	@rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis build dist *.egg-info
	@rm -rf tests/standins/node_modules
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Samenspraak needs Python 3.11 or newer; name it with: make PYTHON=python3.11 <target>" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.txt pyproject.toml | $(PY)
	@echo "Installing what Samenspraak needs into $(VENV) ..."
	@$(PIP) install --require-hashes -r requirements.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements-dev.txt pyproject.toml | $(PY)
	@echo "Installing what the tests need into $(VENV) ..."
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/.run

# Chromium is fetched where that is allowed. Elsewhere its tests are skipped by name; with CI=true a skip is a failure.
browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || { \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo "Fetching Chromium for the browser tests ..."; \
			{ apt-get update -qq && apt-get install -y -qq chromium >/dev/null; } \
				|| echo "Chromium could not be fetched: the browser tests will be skipped." >&2; \
		else \
			echo "No Chromium here, and no right to fetch it: the browser tests will be skipped." >&2; \
		fi; }

# So are the programs of others that play Slack and Teams: once, and again when the versions in the lock change.
standins:
	@command -v npm >/dev/null || { \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo "Fetching Node for the stand-ins for Slack and Teams ..."; \
			apt-get update -qq && apt-get install -y -qq --no-install-recommends nodejs npm >/dev/null; \
		fi; } || true
	@if command -v npm >/dev/null; then \
		$(MAKE) --silent $(STANDINS) \
			|| echo "The stand-ins could not be fetched: the tests against them will be skipped." >&2; \
	else \
		echo "No npm here, and no right to fetch it: the tests against the stand-ins will be skipped." >&2; \
	fi

$(STANDINS): tests/standins/package-lock.json
	@echo "Fetching the stand-ins for Slack and Teams ..."
	@cd tests/standins && npm ci --ignore-scripts --loglevel=error >/dev/null
	@touch $@
