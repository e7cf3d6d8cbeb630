# What a person runs here. Needs Python 3.10 or newer with its venv module (or uv), and nothing else.
#   PYTHON=python3.12     which interpreter venv/ is made with
#   PYTEST_ARGS="-k text" what is passed on to pytest; with "-n 0" the tests run one after the other
#   REQUIRE=engine,browser   fail, instead of skipping, where what these tests need is missing

SHELL = /bin/sh
MAKEFLAGS += --no-print-directory
python = venv/bin/python
# A file's tests stay together: they share what is slow to set up. tests/conftest.py says which files begin.
IN_PARALLEL = --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder
PYRIGHT = $(python) -m pyright --pythonpath $(python) >venv/pyright.log 2>&1
# Where Python is told not to keep what it compiled, each of the hundred commands that tests start compiles anew.
beside-tests: export PYTHONDONTWRITEBYTECODE =
say = @printf 'everyregion: %s\n'

.DEFAULT_GOAL = help
.PHONY: help try test lint types format bench acceptance lock venv venv-tests clean beside-types beside-tests

help: ## list these commands
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/  make \1	\2/p' Makefile | expand -t 19

try: venv ## the guided set-up in an emulated AWS account: no cost
	@if [ -t 0 ] && [ -t 1 ]; then \
		exec $(python) -m wizard rehearse --html rehearsal.html; \
	else \
		echo "everyregion: no terminal to ask in, so every question takes its default"; \
		exec $(python) -m wizard rehearse --defaults --html rehearsal.html; \
	fi

test: venv-tests lint ## every check and test that this machine can run
	$(say) "types (pyright), and beside them tests (pytest)"
	@rm -f venv/pyright.failed
	@$(MAKE) -j2 beside-types beside-tests || { cat venv/pyright.failed >&2 2>/dev/null; exit 1; }

beside-types:
	@$(PYRIGHT) || { mv venv/pyright.log venv/pyright.failed; exit 1; }

beside-tests:
	@$(python) -m pytest $(IN_PARALLEL) $(PYTEST_ARGS)

lint: venv-tests ## style and common mistakes (ruff)
	$(say) "style (ruff)"
	@$(python) -m ruff check --quiet . && $(python) -m ruff format --check --quiet . || \
		{ echo "everyregion: 'make format' mends what can be mended by itself" >&2; exit 1; }

types: venv-tests ## types (pyright)
	$(say) "types (pyright)"
	@$(PYRIGHT) || { cat venv/pyright.log >&2; exit 1; }

format: venv-tests ## rewrite the code in the project's style
	@$(python) -m ruff check --fix .
	@$(python) -m ruff format .

bench: venv-tests ## measure what has a budget; only some: BENCH="digest noise"
	@$(python) -m bench $(BENCH)

acceptance: venv ## prove it all on a sandbox AWS account; ACCEPTANCE=--help
	@$(python) -m acceptance $(ACCEPTANCE)

lock: ## write requirements*.txt anew; UPGRADE=1 takes newer versions
	@UPGRADE="$(UPGRADE)" scripts/lock

venv: ## make venv/ with the pinned requirements, where it isn't yet
	@scripts/install

venv-tests:
	@scripts/install tests

clean: ## remove venv/ and every cache
	@rm -rf venv .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
