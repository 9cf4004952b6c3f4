# Everything that people and CI do here. `make help` lists it.
#
# A fresh machine needs make and any Python 3 from 3.9; local/tools.py makes the rest, in .venv and .tools.

PYTHON3 ?= python3
PYTHON := .venv/bin/python
SAM := SAM_CLI_TELEMETRY=0 PATH="$(CURDIR)/.tools/boot/bin:$(CURDIR)/.venv/bin:$$PATH" .tools/sam/bin/sam
COMPILE := ../.tools/boot/bin/uv pip compile --quiet --universal --python-version 3.13 --generate-hashes --no-header

# Tests that share nothing run on all cores; --dist worksteal: who has nothing left to do takes over half of another's.
PYTEST_ON_ALL_CORES := $(PYTHON) -m pytest -n auto --dist worksteal

# Half a minute before a year ends and before clocks are set, so that the tests go through it; and a day that is rare.
ODD_CLOCKS := "2026-12-31 23:59:30 UTC" "2028-02-29 12:00:00 UTC" \
	"2026-11-01 01:59:30 America/New_York" "2027-03-14 01:59:30 America/New_York"

# Options of the local stack, as `make help` shows them:
## PORT=3000          run, send, text, form: the relay's port
## SANDBOX_PORT=3001  run, send: the port of the page and the sandbox
## AWS_PORT=3002      run: the port of the AWS emulator
## CAMPAIGNS=FILE     run: your campaigns.toml instead of events/campaigns.toml; campaigns, form: another than campaigns.toml
## API=ADDRESS        run: an API to call instead of the sandbox, such as http://127.0.0.1:9999/2.0/
PORT ?= 3000
SANDBOX_PORT ?= 3001
AWS_PORT ?= 3002

# What people type goes to the shell by its environment: in a recipe, their quotes and dollars would be the shell's own.
TYPED := PORT SANDBOX_PORT AWS_PORT CAMPAIGNS API EVENT BODY FROM CAMPAIGN URL
$(foreach name,$(TYPED),$(eval export TYPED_$(name) = $$(value $(name))))
unexport $(TYPED)

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run tools send text form test check lint campaigns unit protocol simulation model mutants odd_clocks hammer contract integration end_to_end most_of_end_to_end browser bench cost build lock clean dev-tools contract-tools bench-tools end_to_end-tools browser-tools all-tools

help: ## this list
	@awk -F ':.*## ' '/^[a-z_]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))
	@echo; sed -n 's/^## /  /p' $(firstword $(MAKEFILE_LIST))

run: all-tools ## the whole relay on this machine, without Docker or AWS: http://127.0.0.1:3000
	@$(PYTHON) -m local.stack --port="$$TYPED_PORT" --sandbox-port="$$TYPED_SANDBOX_PORT" --aws-port="$$TYPED_AWS_PORT" \
		--campaigns="$${TYPED_CAMPAIGNS:-events/campaigns.toml}" --api="$$TYPED_API"

tools: all-tools ## all tools, and ./relay, the operators' command

send: dev-tools ## send one event to the relay that runs here: make send EVENT=events/sms_keyword.json
	@$(PYTHON) -m local.send event --file="$$TYPED_EVENT" --port="$$TYPED_PORT" --sandbox-port="$$TYPED_SANDBOX_PORT"

text: dev-tools ## send a signed text to the relay that runs here: make text BODY="JOIN" FROM=+18165550123
	@$(PYTHON) -m local.send text --from="$$TYPED_FROM" --body="$$TYPED_BODY" --port="$$TYPED_PORT"

form: ## the page of a campaign's form, to put onto a website: make form CAMPAIGN=998 URL=https://relay.example.org > form.html
	@$(PYTHON3) local/tools.py dev >&2
	@PYTHONPATH=layers/relay:layers/relay/build $(PYTHON) -m forms --campaign="$$TYPED_CAMPAIGN" --url="$$TYPED_URL" \
		--port="$$TYPED_PORT" --campaigns="$${TYPED_CAMPAIGNS:-campaigns.toml}"

# Two targets at the same time. What the first has to say comes when the second has ended.
BESIDE = @mkdir -p .local/log; $(MAKE) --no-print-directory $(1) > .local/log/$(1).log 2>&1 & first=$$!; \
	$(MAKE) --no-print-directory $(2); second=$$?; wait $$first; first=$$?; cat .local/log/$(1).log; exit $$((first | second))

test: lint unit contract integration end_to_end-tools browser-tools ## all checks and tests
	$(call BESIDE,protocol,most_of_end_to_end)
	@$(PYTHON) -m pytest tests/browser -m quick

check: all-tools ## what to run before a commit: lint and the unit tests, side by side
	$(call BESIDE,lint,unit)

lint: all-tools campaigns ## ruff, mypy, the template, campaigns.toml
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check --quiet .
	@$(PYTHON) -m mypy .
	@$(SAM) validate --lint

campaigns: dev-tools ## what is wrong with campaigns.toml, if anything, in a second
	@PYTHONPATH=layers/relay $(PYTHON) layers/relay/build/campaigns_toml.py "$${TYPED_CAMPAIGNS:-campaigns.toml}"

unit: dev-tools ## tests that need nothing
	@$(PYTEST_ON_ALL_CORES) tests/unit

protocol: dev-tools ## the delivery protocol: a small simulation, small models, and a few mutants
	@$(PYTEST_ON_ALL_CORES) tests/simulation tests/model tests/mutants

simulation: dev-tools ## the big simulation: make simulation SIMULATION="--minutes 10", or SIMULATION="--seed 7" for one again with its trace
	@$(PYTHON) -m tests.simulation $(SIMULATION)

model: dev-tools ## the whole explicit-state model of the delivery protocol; make model MODEL=letters for one part
	@$(PYTHON) -m tests.model $(MODEL)

mutants: dev-tools ## take out each safeguard of the delivery protocol in turn: the tests must notice
	@$(PYTHON) -m tests.mutants

odd_clocks: dev-tools ## unit tests and simulation as a year ends, on 29 February, and as clocks are set
	@for moment in $(ODD_CLOCKS); do for folder in tests/unit tests/simulation; do \
		echo "$$moment: $$folder"; $(PYTEST_ON_ALL_CORES) $$folder --begin-at "$$moment" || exit 1; done; done

hammer: dev-tools ## unit tests and simulation 20 times, in other orders and with other examples, while something else keeps all cores busy
	@$(PYTHON) -m tests.hammer $(HAMMER)

contract: contract-tools ## the client, curl and a public client against the sandbox, by the documentation
	@$(PYTEST_ON_ALL_CORES) tests/contract

integration: all-tools ## tests against AWS as moto plays it, and of what `sam build` makes
	@$(PYTHON) -m pytest tests/integration -n 4 --dist worksteal

end_to_end: end_to_end-tools ## tests of the whole stack, deployed on this machine
	@$(PYTHON) -m pytest tests/end_to_end -n 4

most_of_end_to_end: end_to_end-tools
	@$(PYTHON) -m pytest tests/end_to_end -n 4 -m "not long"

browser: browser-tools ## forms, scripts and pages in Chromium and Firefox, which must be installed
	@$(PYTHON) -m pytest tests/browser

bench: bench-tools ## cold starts, warm calls and waits beside other handlers; writes docs/performance.md and docs/cost.md
	@$(PYTHON) -m tests.bench
	@PYTHONPATH=layers/relay $(PYTHON) -m tests.cost > /dev/null

cost: dev-tools ## what a stack costs, worked out of the template and the code; writes docs/cost.md
	@PYTHONPATH=layers/relay $(PYTHON) -m tests.cost

build: all-tools ## what `sam deploy` takes to AWS (arm64)
	@$(SAM) build

lock: dev-tools ## write the locks anew after a change in requirements/*.in
	@cd requirements && for name in uv runtime sam ministack awscli parsons peers; do $(COMPILE) $$name.in -o $$name.txt; done
	@cd requirements && $(COMPILE) -c runtime.txt dev.in -o dev.txt

clean: ## forget everything that was built, deployed and stored here, but not the tools
	@rm -rf .aws-sam .local

dev-tools:
	@$(PYTHON3) local/tools.py dev

contract-tools:
	@$(PYTHON3) local/tools.py dev parsons

bench-tools:
	@$(PYTHON3) local/tools.py dev sam peers

end_to_end-tools:
	@$(PYTHON3) local/tools.py dev sam ministack awscli

browser-tools: all-tools
	@$(PYTHON) -m tests.browser.libraries

all-tools:
	@$(PYTHON3) local/tools.py dev sam ministack
