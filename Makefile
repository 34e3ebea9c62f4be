# The department's few verbs; `make help` lists them.
PYTHON ?= python3
VENV := .venv/bin/python
READY = $(PYTHON) -m deploy.local.bootstrap

.DEFAULT_GOAL := help
.PHONY: help up down start stop status logs demo test faults chaos bench lint contracts images clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

up: ## start everything; INSTITUTIONS=<file> also imports a ROR dump
	@$(READY) run
	@$(VENV) -m deploy.local up $(INSTITUTIONS)

down: ## stop everything and remove .local (the .venv and Debian's packages stay)
	@$(PYTHON) -m deploy.local down

start: ## start one service again: make start S=registry
	@$(VENV) -m deploy.local start $(S)

stop: ## stop one service, as an outage would: make stop S=registry
	@$(VENV) -m deploy.local stop $(S)

status: ## what runs
	@$(PYTHON) -m deploy.local status

logs: ## follow the logs; S=<service> for one
	@tail -n 50 -F .local/logs/$(or $(S),*).log

demo: ## the flow through all services, over HTTP; OUTAGE=registry (or notifications, newsletter) stops it meanwhile
	@$(VENV) -m deploy.demo $(if $(OUTAGE),--outage $(OUTAGE))

test: ## all tests, in two lanes at once; T=<pytest arguments> for some
	@$(READY) test
	@$(VENV) -m tests $(T)

faults: ## every test that kills, freezes or fills servers, the slow ones too; T=<pytest arguments> for some
	@$(READY) test
	@$(VENV) -m pytest tests/faults tests/chassis -m "" $(T)

chaos: ## writers and random SIGKILLs of everything, then the count; WRITES=15000 KILLS=16
	@$(READY) test
	@$(VENV) -W ignore -m tests.chaos $(or $(WRITES),15000) $(or $(KILLS),16)

bench: ## measure against stock nameko and FastStream; T=<figure> for one, BENCH_SCALE=0.1 for a quick, rough pass
	@$(READY) bench
	@$(VENV) -m tests.bench $(T)

lint: ## style, types, import rules, compose file, Dockerfile, generated documents
	@$(READY) lint
	@$(VENV) -m deploy.lint

contracts: ## generate the documents of events, requests and the HTTP API
	@$(READY) lint
	@$(VENV) -m deploy.catalogue

images: ## build the images without Docker and start one (root; installs buildah)
	@$(READY) run
	@$(VENV) -m deploy.images

clean: down ## also remove the virtual environment
	@rm -rf .venv
