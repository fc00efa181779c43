# demo · run · test · coverage · check · bench · e2e
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
QUICK := $(addprefix tests/,analysis digests feeds messages outbox query runtime storage test_main.py test_app.py)

.PHONY: demo run test test-quick coverage check format bench e2e lock clean ready ready-dev

demo: ready
	@$(BIN)/python -m bot console --sample

run: ready
	@$(BIN)/python -m bot run

test: ready-dev
	@$(BIN)/python -m pytest -q -n auto --dist worksteal $(TESTS)

test-quick: ready-dev
	@$(BIN)/python -m pytest -q -n auto $(QUICK)

coverage: ready-dev
	@$(BIN)/python -m pytest -q -n auto --dist worksteal --cov --cov-report=term:skip-covered

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

e2e: ready-dev
	@sh tests/e2e/install
	@$(BIN)/python -m pytest -q -m e2e tests/e2e

lock: ready-dev
	@$(BIN)/python -m uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --no-annotate --python-version 3.11 pyproject.toml -o requirements.lock
	@$(BIN)/python -m uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --no-annotate --python-version 3.11 pyproject.toml --extra dev -o requirements-dev.lock

clean:
	@rm -rf $(VENV)

ready:
	@GOAL=$(firstword $(MAKECMDGOALS)) sh bootstrap "$(PYTHON)" "$(VENV)" requirements.lock

ready-dev:
	@GOAL=$(firstword $(MAKECMDGOALS)) sh bootstrap "$(PYTHON)" "$(VENV)" requirements.lock requirements-dev.lock
