# Every target is one line of `make help`; the work itself is in run/, casedesk/ and bench/.
DESK := .venv/bin/python
FIRST := run/python -m run
FAST := tests/architecture tests/unit tests/properties
ARGS ?=

.DEFAULT_GOAL := help
# What proves the domain by itself; every branch of it must be run by these.
OF_DOMAIN := $(addprefix tests/unit/test_,case_*.py clocks*.py conditions.py triage_*.py \
	ledger_chain.py likeness.py series_*.py console_inspection.py settings.py) \
	tests/properties/test_clocks.py

.PHONY: help run test check coverage format bench load faults audit nlu tune demo domain locks

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

run: ## Set up what is missing, start all five processes, print the addresses (Ctrl-C stops them)
	@$(FIRST) up

test: ## Install what the tests need and run them all; ARGS="tests/unit -k words" runs some
	@$(FIRST) tests $(ARGS)

check: .tools ## Mistakes in data/, format, lint, types and the fast tests: before every commit
	$(DESK) -m run.data
	$(DESK) -m ruff format --check .
	$(DESK) -m ruff check .
	$(DESK) -m mypy
	$(DESK) -m actions.domain --check
	$(DESK) -m pytest -q $(FAST)

coverage: .tools ## Fail unless the tests of the domain run every branch of it
	$(DESK) -m pytest -q $(OF_DOMAIN) --cov=casedesk.domain --cov-branch --cov-fail-under=100 \
		--cov-report=term-missing:skip-covered

format: .tools ## Put all Python into the one format and order its imports
	$(DESK) -m ruff check --fix --select I .
	$(DESK) -m ruff format .

bench: ## Measure speed and memory beside Rasa's own starter bot
	@$(FIRST) script bench $(ARGS)

faults: ## Kill, stall and corrupt things while conversations run, and count what was lost
	@$(FIRST) tests tests/faults -s $(ARGS)

load: ## Let many people talk at once; ARGS="--people 200 --minutes 10 --write"
	@$(FIRST) script bench.load $(ARGS)

audit: .tools ## Look up known weaknesses of every locked package
	@$(DESK) -m run.audit

nlu: ## Train and measure the understanding of messages on held-out sentences
	@$(FIRST) script bench.nlu $(ARGS)

tune: .assistant ## Teach the encoder what a crisis sounds like; writes its adapter (half an hour)
	@.venv-assistant/bin/python -m bot.tuning

demo: .desk ## Fill the desk with invented cases, to look around in
	@$(DESK) -m casedesk demo $(ARGS)

domain: .tools ## Look for mistakes in data/, and write domain.yml again from it
	@$(DESK) -m run.data
	@$(DESK) -m actions.domain

locks: .tools ## Resolve requirements/*.in again into the hashed lock files
	cd requirements && for one in tools:3.8 desk:3.13 desk-dev:3.13; do \
	    ../.venv-tools/bin/uv pip compile --quiet --generate-hashes --no-emit-index-url \
	        --python-version $${one#*:} $${one%:*}.in -o $${one%:*}.txt || exit 1; done
	cd requirements && ../.venv-tools/bin/uv pip compile --quiet --generate-hashes --no-emit-index-url \
	    --python-version 3.10 --override assistant.overrides assistant.in -o assistant.txt

.PHONY: .assistant .desk .tools
.assistant:
	@$(FIRST) assistant

.desk:
	@$(FIRST) desk

.tools:
	@$(FIRST) tools
