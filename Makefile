# demo · run · test · test-all · test-quick · coverage · check · bench · e2e
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# The tests start many processes: they compile the bot once, whatever else this machine keeps no bytecode for.
PYTEST := PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -q

.PHONY: demo run test test-all test-quick coverage check format bench e2e lock clean ready ready-dev

demo: ready
	@$(BIN)/python -m bot console --sample

run: ready
	@$(BIN)/python -m bot run

test: ready-dev
	@$(PYTEST) -n auto --dist worksteal -m 'not e2e and not thorough' $(TESTS)

test-all: ready-dev
	@$(PYTEST) -n auto --dist worksteal $(TESTS)

test-quick: ready-dev
	@$(PYTEST) -n auto --dist worksteal -m 'not e2e and not thorough' -k 'not postgresql' $$($(BIN)/python -m tests.touched)

coverage: ready-dev
	@$(PYTEST) -n auto --dist worksteal --cov --cov-report=term:skip-covered

check: ready-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: ready-dev
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: ready-dev
	@$(BIN)/python -m bench.index
	@$(BIN)/python -m bench.change
	@$(BIN)/python -m bench.jetstream
	@$(BIN)/python -m bench.instant
	@$(BIN)/python -m bench.day
	@$(BIN)/python -m bench.ack
	@$(BIN)/python -m bench.page

e2e: ready-dev
	@sh tests/e2e/install
	@$(BIN)/python -m pytest -q -m e2e tests/e2e

lock: ready-dev
	@$(BIN)/python -m uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --no-annotate --python-version 3.11 pyproject.toml --extra reading -o requirements.lock
	@$(BIN)/python -m uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --no-annotate --python-version 3.11 pyproject.toml --extra dev --extra reading -o requirements-dev.lock

clean:
	@rm -rf $(VENV)

ready:
	@GOAL=$(firstword $(MAKECMDGOALS)) sh bootstrap "$(PYTHON)" "$(VENV)" requirements.lock

ready-dev:
	@GOAL=$(firstword $(MAKECMDGOALS)) sh bootstrap "$(PYTHON)" "$(VENV)" requirements.lock requirements-dev.lock
