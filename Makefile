# The commands of this repository. Everything they need is set up first, by tools/setup.py, and skipped when it is there.

PORT ?= 8000
T ?=

# The machine's own certificates, for registries reached through a proxy; and never another Python than the machine's.
export UV_SYSTEM_CERTS ?= 1
export UV_PYTHON_DOWNLOADS := never

SETUP := @sh tools/with-python tools/setup.py
BIN := .venv/bin
NODE = "$$(cat .cache/node)"

.DEFAULT_GOAL := menu
.PHONY: menu run dev test check sure build pictures wheel format clean
MAKEFLAGS += --no-print-directory

menu: ## this menu
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/  make \1|\2/p' Makefile | tr '|' '\t' | expand -t 16

run: ## the demo, its links printed; PORT=8000 is its port
	$(SETUP) widget
	@exec $(BIN)/python tools/demo.py "$(PORT)"

dev: ## like run, and the widget is built again whenever one of its files changes
	$(SETUP) widget
	@exec $(BIN)/python tools/demo.py "$(PORT)" watch

test: ## every test; T=threads narrows to a folder, a file or a word in the tests' names
	$(SETUP) browser
	@exec $(BIN)/python tools/run_tests.py "$(T)"

check: ## format, lint, types and the weight of the widget, without the tests
	$(SETUP) widget
	@$(BIN)/uv lock --check --quiet
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary
	@$(NODE) node_modules/typescript/bin/tsc -p widget/tsconfig.json
	@$(NODE) widget/build.mjs --check

sure: check test ## what CI runs: check, then test

build: ## the set-up alone: the command line .venv/bin/parvis, and the widget
	$(SETUP) widget

pictures: ## takes the README's screenshots again, from the demo
	$(SETUP) python widget browser
	@$(BIN)/python tools/screenshots.py

wheel: ## the package in dist/, with the widget in it
	$(SETUP) widget
	@$(BIN)/hatchling build --target wheel

format: ## formats the Python files and sorts their imports
	$(SETUP) python
	@$(BIN)/ruff check --select I --fix --quiet .
	@$(BIN)/ruff format .

clean: ## removes all that was set up or built; the data in .parvis stays
	@rm -rf .venv node_modules .cache dist service/parvis/static .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
