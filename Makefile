# demo · run · test · check · bench · e2e
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
READY_DEV := $(VENV)/.ready-dev

.PHONY: demo run test check format bench e2e lock clean

demo: $(READY)
	@$(BIN)/python -m bot console --sample

run: $(READY)
	@$(BIN)/python -m bot run

test: $(READY_DEV)
	@$(BIN)/python -m pytest -q --cov --cov-report=term:skip-covered

check: $(READY_DEV)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(READY_DEV)
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: $(READY_DEV)
	@$(BIN)/python -m bench.index
	@$(BIN)/python -m bench.change
	@$(BIN)/python -m bench.jetstream
	@$(BIN)/python -m bench.instant
	@$(BIN)/python -m bench.day

e2e: $(READY_DEV)
	@sh tests/e2e/install
	@$(BIN)/python -m pytest -q -m e2e tests/e2e

lock: $(READY_DEV)
	@$(BIN)/python -m uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --no-annotate --python-version 3.11 pyproject.toml -o requirements.lock
	@$(BIN)/python -m uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --no-annotate --python-version 3.11 pyproject.toml --extra dev -o requirements-dev.lock

clean:
	@rm -rf $(VENV)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("Veille needs Python 3.11 or newer; set PYTHON to one, as in: make demo PYTHON=python3.12" if sys.version_info < (3, 11) else 0)'
	@echo "Installing into $(VENV) (once)…" >&2
	@$(PYTHON) -m venv $(VENV)

$(READY): requirements.lock | $(BIN)/python
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --require-hashes -r requirements.lock >&2
	@touch $@

$(READY_DEV): requirements-dev.lock $(READY)
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.lock >&2
	@touch $@
