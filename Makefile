# Every target sets up what it needs first, once: see tools/setup.sh. PYTHON=... names another interpreter.

BIN := .venv/bin
TESTS ?= tests
# Tests that run at a time; each may take two threads and 2 GB.
JOBS ?= 2

.PHONY: help
help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: run
run: .venv/.base ## open the studio (PICTURE=photo.jpg opens a photo)
	$(BIN)/pinxit $(if $(PICTURE),"$(PICTURE)")

.PHONY: test
test: lint ## every check and every quick test
	$(BIN)/pytest -n $(JOBS) --dist worksteal -m "not slow" $(TESTS)

.PHONY: test-wheel
test-wheel: .venv/.dev ## build a wheel and use it in an empty environment
	$(BIN)/pytest -m slow tests/integration/test_packaging.py

.PHONY: test-desk
test-desk: .venv/.desk ## use the real window with a real mouse on a screen without a monitor, and kill it at work
	$(BIN)/pytest -m slow tests/integration/test_crashes.py

.PHONY: test-all
test-all: lint ## every test, the slow ones too
	$(BIN)/pytest $(TESTS)

.PHONY: lint
lint: .venv/.dev ## style, types, and the rule of the rooms
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/pyright
	$(BIN)/lint-imports

.PHONY: format
format: .venv/.dev ## rewrite the code in the project's style
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

.PHONY: wheel
wheel: .venv/.dev ## dist/pinxit-*.whl
	$(BIN)/python -m build --wheel

.PHONY: app
app: .venv/.app ## dist/pinxit/, an application that needs no Python
	$(BIN)/pyinstaller --noconfirm --log-level ERROR build.spec
	@du -sh dist/pinxit

.PHONY: clean
clean: ## remove what was built, and the environment
	rm -rf .venv build dist .pytest_cache .ruff_cache .hypothesis .import_linter_cache

SETUP := pyproject.toml constraints.txt tools/setup.sh

.venv/.base: $(SETUP)
	@tools/setup.sh base
	@touch $@

.venv/.dev: $(SETUP)
	@tools/setup.sh dev
	@touch .venv/.base $@

.venv/.desk: .venv/.dev
	@tools/setup.sh desk
	@touch $@

.venv/.app: .venv/.dev
	@tools/setup.sh app
	@touch $@
