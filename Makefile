# `make help` lists what there is. Set-up lives in tools/install.py, tests in tools/check.py.
PYTHON := $(shell tools/find_python)
BIN := .venv/bin

.PHONY: help demo test lint format bench screenshots lock machine runtime development clean
.DEFAULT_GOAL := help

help: ## list the targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

demo: runtime ## install, load the demo street and serve it
	@echo "== Starting the demo street"
	@$(BIN)/sanshi demo

test: development ## every check: lint, types, tests on SQLite and PostgreSQL, browser
	@$(BIN)/python tools/check.py

lint: development ## style and types only
	@$(BIN)/python tools/check.py lint types

format: development ## rewrite the code in the house style
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

bench: development ## print the figures of speed, on SQLite and on PostgreSQL
	@$(BIN)/python -m sanshi.project.bench --places 50000 --residents 20000 --matching 300000
	@$(BIN)/python -m tools.postgres $(BIN)/python -m sanshi.project.bench --places 50000 --residents 20000 --matching 300000

screenshots: development ## pictures of a running demo, into docs/screenshots
	@$(BIN)/python -m tools.screenshots

lock: development ## resolve requirements and npm packages anew (UPGRADE=1: to the newest)
	@$(BIN)/python tools/lock.py $(if $(UPGRADE),--upgrade)

machine: ## is everything here that set-up needs?
	@tools/check_machine

runtime: machine
	@$(PYTHON) tools/install.py runtime

development: machine
	@$(PYTHON) tools/install.py development

clean: ## remove what was installed or made (var/, the database and keys, stays)
	rm -rf .venv node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis src/*.egg-info
	find src -name '*.mo' -delete
