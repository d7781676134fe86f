# `make help` lists what there is. PYTHON chooses the interpreter for a new .venv: make test PYTHON=python3.12
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
RIVALS := $(VENV)/.rivals

.DEFAULT_GOAL := help
.PHONY: help demo test check bench golden baseline format lock clean
.DELETE_ON_ERROR:

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(READY)  ## install, then run the first scenario
	$(BIN)/sim run scenarios/msa.yaml
	@echo "Look in the newest folder under results/msa/: open report.html and replay.html in a browser; figures/, log.sqlite and the rest lie beside them."

test: $(READY)  ## install, then pass the tests
	$(BIN)/python -m pytest -n auto

check: $(READY)  ## lint, layout, types, floors, sizes
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q tests/test_floors.py
	$(BIN)/python tools/check_shape.py

bench: $(RIVALS)  ## time the engine beside its rivals
	$(BIN)/python -m bench.table

golden: $(READY)  ## rewrite the golden runs; read the diff before it lands
	$(BIN)/python -m tests.golden.rewrite
	git --no-pager diff --stat -- tests/golden

baseline: $(READY)  ## draw the pictures that figures are held to; look at each before it lands
	$(BIN)/python -m pytest -q tests/report/test_baseline.py --mpl-generate-path=tests/report/baseline

format: $(READY)  ## lay out the code as `make check` wants it
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock:  ## rewrite constraints.txt from pyproject.toml, on the oldest Python supported
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' \
	  || { echo "make lock wants Python 3.11, so that the versions suit every later one: make lock PYTHON=python3.11"; exit 1; }
	rm -rf .lock-venv
	$(PYTHON) -m venv .lock-venv
	.lock-venv/bin/python -m pip install --quiet '.[dev]'
	{ echo "# Written by make lock: the versions that make demo and make test install."; \
	  .lock-venv/bin/python -m pip freeze --exclude sim-maritime; } > constraints.txt
	rm -rf .lock-venv

clean:  ## remove .venv, caches and builds; results/ stays
	rm -rf $(VENV) .lock-venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamp is newer than what it was made from, so a second run installs nothing.
$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	  || { echo "sim wants Python 3.11 or later; '$(PYTHON)' is not. Name one: make PYTHON=python3.12 ..."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "'$(PYTHON)' cannot make a virtual environment. On Debian or Ubuntu: sudo apt-get install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

$(RIVALS): $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[bench]'
	@touch $@
