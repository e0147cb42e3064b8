# Holdfast. `make help` lists the targets.
# DATABASE_URL names the PostgreSQL to use; without it a private one is started for this checkout.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help prepare build run test fuzz bench schema generate lint stop clean

SWIFT_BUILD := swift build --build-tests --explicit-target-dependency-import-check error
VENV := .local/venv

# The DSN of the server to use, as a shell command: the user's own, or that of the private server.
DATABASE = $${DATABASE_URL:-$$(deploy/local/postgres.sh start)}

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

prepare: ## Install the Debian packages that are missing
	@deploy/local/prepare.sh

build: prepare ## Compile everything once, in debug
	@echo "Building (a first build takes five minutes or so on two cores) …"
	@$(SWIFT_BUILD)

run: build ## Start a sandbox seller and Holdfast, submit one operation of each kind, show what becomes of them
	@database="$(DATABASE)" && deploy/local/run.sh "$$database"

# Tests with a database of their own run eight at a time: swift-testing else starts all at once, and their time limits with them.
test: build lint ## Run every test
	@echo "Testing …"
	@DATABASE_URL="$${DATABASE_URL:-$$(deploy/local/postgres.sh start fsync=off)}" \
		SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=8 swift test --skip-build --disable-xctest

SECONDS ?= 60
SEED ?= $(shell date +%s)
ROUND ?=

fuzz: build ## Feed mutated input to all that reads strangers' bytes: make fuzz SECONDS=60 SEED=…; one round again: SEED=… ROUND=…
	@Tests/fuzz/run.sh "$$(swift build --show-bin-path)/Fuzz" $(SECONDS) $(SEED) $(ROUND)

bench: prepare ## Measure, against baselines taken in the same run
	@database="$(DATABASE)" && Tests/bench/run.sh "$$database"

schema: ## Print the whole schema as one SQL script: make -s schema | psql …
	@sql/schema.sh

generate: ## Write what is written from something else: the embedded schema, docs/states.md
	@sql/embed.sh > Sources/Database/Migrations/EmbeddedFiles.swift
	@database="$(DATABASE)" && sql/ops/generate_documents.sh "$$database"

lint: $(VENV)/ready ## Check the style of Swift and SQL
	@swift format lint --strict --recursive Sources Tests Package.swift
	@$(VENV)/bin/squawk migrations/*.sql

$(VENV)/ready:
	@echo "Installing the SQL linter …"
	@python3 -m venv $(VENV)
	@$(VENV)/bin/pip --quiet --disable-pip-version-check install squawk-cli==2.70.0
	@touch $@

stop: ## Stop the private PostgreSQL
	@deploy/local/postgres.sh stop

clean: ## Remove the private PostgreSQL and everything built
	@deploy/local/postgres.sh destroy
	@rm -rf .build .local
