# chatmart: everything a newcomer or a continuous integration needs, by name. `make` lists it.

VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed

# python3.11 is what constraints.txt was locked with; any newer Python 3 is tried after it. Each is
# started once, because a version manager may offer a python3.11 that it cannot run.
PYTHON ?= $(shell for candidate in python3.11 python3; do \
	$$candidate -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 \
		&& { echo $$candidate; break; }; done)

DBT := $(BIN)/dbt
DBT_FOLDERS := --project-dir dbt_project --profiles-dir dbt_project
DOCS_BUILD := --target-path target/docs-build --log-path dbt_project/target/docs-build

.DEFAULT_GOAL := help
.PHONY: help install run test test-long lint docs ui bench

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: $(INSTALLED) ## create .venv and install chatmart into it

$(INSTALLED): pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { \
		echo "chatmart needs Python 3.11 or newer, and neither python3.11 nor python3 is one." >&2; \
		echo "Install it, or name it: make PYTHON=/path/to/python3 $(MAKECMDGOALS)" >&2; \
		exit 1; }
	@if ! $(BIN)/python -m pip --version >/dev/null 2>&1; then \
		$(PYTHON) -m venv --clear $(VENV) || { \
			echo "$(PYTHON) cannot create a virtual environment; Debian and Ubuntu have this" >&2; \
			echo "in the package python3-venv." >&2; \
			exit 1; }; \
	fi
	@echo "Installing chatmart into $(VENV) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		-c constraints.txt -e ".[dev]"
	@$(BIN)/python -c "from orchestration.transform.empty import prepare; prepare()"
	@touch $@

run: ## install, write sample logs if there are none, build and publish the marts
	@started=$$(date +%s) && \
	$(MAKE) --no-print-directory install && \
	if [ ! -d "$${CHATMART_HOME:-data}/landing" ]; then $(BIN)/chatmart sample; fi && \
	$(BIN)/chatmart run && \
	echo "make run took $$(($$(date +%s) - started)) s"

test: ## install, then the gates of lint and the whole test suite
	@started=$$(date +%s) && \
	$(MAKE) --no-print-directory lint && \
	$(BIN)/python -m pytest -n 2 --dist loadfile && \
	echo "make test took $$(($$(date +%s) - started)) s"

# New ones every time; CHATMART_TEST_SEED=<number> does those again that began with that number.
test-long: install ## some hundred random histories of a home, which takes hours
	@CHATMART_TEST_EXAMPLES=$${CHATMART_TEST_EXAMPLES:-500} \
		$(BIN)/python -m pytest -n 2 --dist loadfile tests/stateful

lint: install ## the gates alone: Python, SQL, dbt
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/sqlfluff lint dbt_project/models dbt_project/tests
	$(DBT) --quiet parse --no-partial-parse --show-all-deprecations --warn-error \
		$(DBT_FOLDERS) --target-path target/lint --log-path dbt_project/target/lint

# From the models alone: no warehouse is opened, so neither data nor a finished run is needed.
docs: install ## build the documentation of all tables, with lineage, as one page
	@$(DBT) --quiet parse --no-partial-parse $(DBT_FOLDERS) $(DOCS_BUILD)
	@$(DBT) --quiet docs generate --static --no-compile --empty-catalog $(DBT_FOLDERS) $(DOCS_BUILD)
	@mkdir -p dbt_project/target/docs
	@cp dbt_project/target/docs-build/static_index.html dbt_project/target/docs/index.html
	@echo "Open in a browser: $(CURDIR)/dbt_project/target/docs/index.html"

ui: install ## open Dagster on http://127.0.0.1:3000
	$(BIN)/chatmart ui

bench: install ## measure the pipeline against its floor
	$(BIN)/python -m benchmarks
