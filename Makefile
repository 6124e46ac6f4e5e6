# On a fresh machine with Python 3.11 or newer, `make demo` and `make test` are all that is needed.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help demo workers install test test-slow test-generated lint format benchmark docs wheel-test image-test audit constraints tools clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{ printf "  make %-14s %s\n", $$1, $$2 }'

$(INSTALLED): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "labor-tracker needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Say: make PYTHON=python3.12 ...")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $@

install: $(INSTALLED) ## Create .venv and install everything into it

demo: $(INSTALLED) ## Crawl the bundled demo boards and report on them
	$(BIN)/labor-tracker demo --out demo-out

workers: $(INSTALLED) ## Crawl the demo's boards with two workers on a throw-away PostgreSQL, and kill one of them
	$(BIN)/python -m tests.tracker.workers.demo

lint: $(INSTALLED) ## Check format, style, types and who imports whom
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

test: lint ## Run the linters and the tests
	$(BIN)/python -m pytest --numprocesses 2 --dist loadgroup -m 'not benchmark and not slow'

test-slow: $(INSTALLED) ## Run the tests that take long
	$(BIN)/python -m pytest --numprocesses 2 --dist loadgroup -m slow

test-generated: $(INSTALLED) ## Run the generated tests with many more examples
	$(BIN)/python -m pytest --numprocesses 2 --dist loadgroup -m hypothesis --hypothesis-profile full

docs: $(INSTALLED) ## Build the documentation as a site, into dist/docs; any warning fails
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

wheel-test: $(INSTALLED) ## Build the wheel, use it in a bare environment, check licences, write a bill of materials
	deploy/test-wheel.sh $(PYTHON)

image-test: ## Run the Dockerfile's steps in a bare Debian root and use the image (as root, with debootstrap)
	$(PYTHON) deploy/try_image.py

audit: $(INSTALLED) ## Look up known vulnerabilities of what is installed, where the data can be had
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'pip-audit>=2.9'
	$(BIN)/pip-audit --skip-editable

constraints: $(INSTALLED) ## Write the versions that are installed into constraints.txt
	$(BIN)/python -m pip freeze --exclude-editable --disable-pip-version-check | grep == | LC_ALL=C sort --ignore-case > constraints.txt

tools: ## Install Chromium and LibreOffice for the tests that need them, where that is possible
	.ci/tools

benchmark: $(INSTALLED) ## Measure speed and memory, each beside a yardstick; BENCHMARK=--large: with a million postings, too
	$(BIN)/python -m tests.benchmarks.table $(BENCHMARK)
	$(BIN)/python -m pytest -m benchmark --capture=no tests/benchmarks

format: $(INSTALLED) ## Format the code and mend what ruff can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean: ## Remove what make made
	rm -rf $(VENV) demo-out dist build .mypy_cache .ruff_cache .pytest_cache
