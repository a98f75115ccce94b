# Two commands for a newcomer: `make ask` and `make test`. Both install what they need, once.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# A process for each core, and so one thread in each (OMP_NUM_THREADS); the tests of one file, which may share what is
# slow to make, stay together.
PARALLEL ?= -n auto --dist loadfile
# The whole suite runs in one process, unless asked otherwise: make test WORKERS="-n auto --dist loadfile"
WORKERS ?=
Q ?= Who led the American delegation in the Madrid talks?

# Compiled modules and rewritten assertions are kept: otherwise each process that tests makes them anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: ask chat test check lint format dist help clean

help:
	@echo "make ask [Q=\"a question\"]   install if need be, then answer over your articles, or the sample"
	@echo "make chat                   the same, as a chat in the terminal"
	@echo "make test                   install the test extras if need be, then run the whole suite"
	@echo "make check                  the fast tests, without models, and what make lint does: before each commit"
	@echo "make lint                   ruff, mypy and the import contracts"
	@echo "make dist                   sdist and wheel in dist/"
	@echo "make clean                  remove the virtual environment"

ask: $(VENV)/.installed
	@$(BIN)/footnote ask "$(Q)" || [ $$? -eq 1 ]

chat: $(VENV)/.installed
	@$(BIN)/footnote chat

test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest $(WORKERS)

check: lint
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest $(PARALLEL) -m "not models and not slow"

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# In an environment of its own, as whoever installs from the sdist would: only what pyproject.toml names is there.
dist: $(VENV)/.installed-dev
	rm -rf dist
	$(BIN)/python -m build

clean:
	rm -rf $(VENV)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Footnote needs Python 3.11 or newer: name one, as in make ask PYTHON=python3.12" >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing Footnote into $(VENV), once. llama.cpp is compiled, which takes some minutes." >&2
	$(BIN)/python -m pip install --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/python -m pip install --disable-pip-version-check -c constraints.txt -e ".[dev]"
	@touch $@
