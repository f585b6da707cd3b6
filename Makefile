# `make run` starts everything; `make test` runs the whole suite. Both make the environment first.
SHELL := /bin/bash
PYTHON := .venv/bin/python
STAMP := .venv/.installed

.PHONY: run test setup check train clean

run: setup
	@$(PYTHON) -m bot.cli train
	@exec $(PYTHON) -m bot.cli serve

test: setup
	@$(PYTHON) -m bot.cli train
	@$(PYTHON) -m pytest

check: setup
	@$(PYTHON) -m ruff format --check . && $(PYTHON) -m ruff check . && $(PYTHON) -m mypy -p bot -p actions

train: setup
	@$(PYTHON) -m bot.cli train

setup: $(STAMP)

$(STAMP): requirements.lock pyproject.toml apt.txt setup.sh package-lock.json
	@bash setup.sh
	@touch $@

clean:
	rm -rf .venv .uv models var reports
