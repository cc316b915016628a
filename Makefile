# `make` lists the targets. VENV and PYTHON may be set: make test VENV=/tmp/venv PYTHON=python3.12
VENV ?= .venv
PYTHON ?= python3
BIN := $(VENV)/bin
.DEFAULT_GOAL := help
.PHONY: help book test quick lint format types docs accept bench clean

help:            ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /  make \1|/p' $(MAKEFILE_LIST) | column -t -s '|'

book: $(VENV)/.installed  ## translate the seed articles and publish them: dist/*.epub, dist/*.pdf
	$(BIN)/toolkit book

test: $(VENV)/.tested  ## run every test: the quick ones, whole books with their validators, a reader in a browser
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest
	$(BIN)/pytest -m book
	$(BIN)/pytest -m browser

quick: $(VENV)/.tested  ## run the quick tests only
	$(BIN)/pytest

lint: $(VENV)/.tested  ## check style and types
	$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/mypy

format: $(VENV)/.tested  ## format the code
	$(BIN)/ruff format . && $(BIN)/ruff check --fix .

docs: $(VENV)/.installed  ## write the generated pages of docs/
	$(BIN)/python docs/generate.py

accept: $(VENV)/.tested  ## take the present output as the expected one, and show what changed
	$(BIN)/pytest --accept ; git diff --stat tests docs

bench: $(VENV)/.tested  ## measure speed against the stock path, and write docs/benchmarks.md
	$(BIN)/python benchmarks/speed.py --write

clean:           ## remove what was built, the virtual environment included
	rm -rf $(VENV) dist .toolkit build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/.installed: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	touch $@

$(VENV)/.tested: pyproject.toml $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test]'
	touch $@
