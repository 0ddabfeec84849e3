# `make serve` to try Bidaide, `make test` to check it. What each target does: `make help`.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON_HERE := .venv/bin/python

# PORT=8080 make serve is understood as well as BIDAIDE_PORT=8080
ifdef PORT
export BIDAIDE_PORT ?= $(PORT)
endif

.PHONY: help
help: ## this list
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | awk -F'|' '{ printf "%-14s %s\n", $$1, $$2 }'

.PHONY: serve
serve: setup-to-run ## install what is missing, load the demonstration into an empty database, serve it
	@exec $(PYTHON_HERE) -m app.cli serve --demo-if-empty

.PHONY: test
test: setup ## everything that guards the project, on SQLite and PostgreSQL, in a real browser
	@sh tools/system_packages.sh
	@sh tools/test.sh

.PHONY: audit
audit: setup ## ask the advisory services about every package
	@$(PYTHON_HERE) -m tools.audit

.PHONY: bench
bench: setup ## measure pages and API against the budgets
	@sh tools/system_packages.sh
	@$(PYTHON_HERE) -m tests.bench

.PHONY: demo
demo: setup-to-run ## load the demonstration data again
	@$(PYTHON_HERE) -m app.cli demo

.PHONY: format
format: setup ## put the code in order
	@$(PYTHON_HERE) -m ruff check --fix --exit-zero .
	@$(PYTHON_HERE) -m ruff format .

.PHONY: messages
messages: setup ## bring new sentences to the English catalogue, then say what is missing
	@$(PYTHON_HERE) -m tools.messages extract
	@$(PYTHON_HERE) -m tools.messages check

.PHONY: setup
setup: ## virtual environment, front-end packages and assets, for work on the code
	@sh tools/setup.sh

.PHONY: setup-to-run
setup-to-run:
	@DEV=0 sh tools/setup.sh

.PHONY: clean
clean: ## remove what was installed and built (never var/, where the data is)
	rm -rf .venv node_modules build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find app tests tools -name __pycache__ -type d -prune -exec rm -rf {} +
