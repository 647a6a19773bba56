# Two commands are enough: `make run` and `make test`. Each sets up what it needs the first time.
python := .venv/bin/python
FILE ?= window.png
OPTIONS ?=

.DEFAULT_GOAL := help
.PHONY: help run test lint format bench shot clean

help:  ## this list
	@sed -n 's/^\([a-z]*\):[^#]*## /  make \1|/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "%-14s %s\n", $$1, $$2 }'

run:  ## open reluviz (OPTIONS="my.reluviz"); with no display it saves a picture of the window instead
	@sh packaging/dev/setup.sh run
	@$(python) -m reluviz $(OPTIONS)

test: lint  ## lint, types, import rules and all tests (OPTIONS="-k fold")
	$(python) -m pytest $(OPTIONS)

lint:  ## style, types (mypy --strict) and the rules of who may import whom
	@sh packaging/dev/setup.sh dev
	$(python) -m ruff check .
	$(python) -m ruff format --check .
	$(python) -m mypy
	$(python) -c "from importlinter.cli import lint_imports_command as lint; lint(['--no-logo'])"

format:  ## put the code into the house style
	@sh packaging/dev/setup.sh dev
	$(python) -m ruff check --fix .
	$(python) -m ruff format .

bench:  ## time reluviz beside its yardsticks in one run and print the ratios
	@sh packaging/dev/setup.sh bench
	$(python) -m pytest tests/bench -o python_files='bench_*.py' -o python_functions='bench_*' $(OPTIONS)

shot:  ## a picture of the window: make shot FILE=window.png OPTIONS="--theme dark --size 1600x900"
	@sh packaging/dev/setup.sh run
	@$(python) -m reluviz render -o $(FILE) --view window $(OPTIONS)

clean:  ## remove the virtual environment and every cache
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .benchmarks dist
	find reluviz tests -name __pycache__ -type d -prune -exec rm -rf {} +
