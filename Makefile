# Two commands are enough: `make run` and `make test`. Both install what is missing by themselves.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run test test-clients fuzz watch build check bench pictures

export MAQUETTE_TOOLS ?= $(HOME)/.cache/maquette
# Every recipe takes the tools that tools/setup.sh found or installed.
tools = tools/setup.sh $(1) && source $(MAQUETTE_TOOLS)/env
timed = tools/timed.sh
addr ?= 127.0.0.1:3000
minutes ?= 10

help: ## List the commands
	@sed -nE 's/^([a-z-]+):.*## (.*)/make \1\t\2/p' Makefile | expand -t 20

run: build ## Build everything and serve the gallery on http://127.0.0.1:3000
	@echo "Built in $$(tools/timed.sh total)"
	@target/release/maquette serve --addr $(addr)

build: ## Build the client and the server: target/release/maquette
	@[ -n "$(MAQUETTE_STEPS)" ] || tools/timed.sh start
	@tools/timed.sh "tools for the client" tools/setup.sh client
	@$(call tools,client); $(timed) "the client" tools/client.sh
	@$(call tools,client); $(timed) "the server, release" cargo build --release

test: build ## Run every test: Rust, the client's size, the pages in Chromium, and other projects' clients
	@$(call tools,server); $(timed) "Rust: build of the tests" cargo test --workspace --features maquette-app/ssr --no-run --quiet
	@$(call tools,server); $(timed) "Rust: tests" cargo test --workspace --features maquette-app/ssr
	@$(call tools,server); $(timed) "build of the examples" cargo build --workspace --examples --features maquette-app/ssr
	@$(call tools,server); $(timed) "an author's crate" tools/author.sh
	@$(timed) "Chromium and Playwright" tools/setup.sh browser
	@$(call tools,browser); cd end2end && ../$(timed) "pages in Chromium" npx playwright test
	@$(timed) "other projects' clients: install" tools/clients.sh quick
	@$(timed) "other projects' clients" tools/test-clients.sh quick
	@tools/timed.sh report

test-clients: build ## Run every client of another protocol against the server; downloads 2.5 GB the first time
	@$(call tools,server); cargo build --workspace --examples --features maquette-app/ssr
	@tools/clients.sh full; tools/test-clients.sh full

fuzz: ## Fuzz each parser of network input, for minutes=10 each
	@$(call tools,fuzz); tools/fuzz.sh $(minutes)

watch: ## Serve on http://127.0.0.1:3000 and rebuild on every change
	@$(call tools,watch); cargo leptos watch

check: ## Run rustfmt, clippy and rustdoc, with warnings as errors
	@[ -n "$(MAQUETTE_STEPS)" ] || tools/timed.sh start
	@$(timed) "tools for the checks" tools/setup.sh check
	@$(call tools,check); cargo fmt --all --check; rustfmt --edition 2024 --check fuzz/src/*.rs fuzz/targets/*.rs
	@$(call tools,check); $(timed) "clippy" cargo clippy --workspace --all-targets --features maquette-app/ssr -- -D warnings
	@$(call tools,check); $(timed) "clippy of the client" cargo clippy -p maquette-app --no-default-features --features csr --target wasm32-unknown-unknown -- -D warnings
	@$(call tools,check); RUSTDOCFLAGS="-D warnings" $(timed) "rustdoc" cargo doc --workspace --no-deps --features maquette-app/ssr

bench: build ## Compare with other servers and write docs/benchmarks.md; figures="single burst" measures only those
	@$(call tools,browser); tools/bench-peers.sh
	@$(call tools,server); cargo build --release -p maquette-bench
	@$(call tools,server); cargo bench -p maquette-bench $(if $(figures),--bench steps,--benches)
	@$(call tools,browser); ulimit -n 8192; target/release/load $(figures)

pictures: build ## Take the pictures of the README, the gallery and the catalogue
	@$(call tools,browser); cargo build --workspace --examples --features maquette-app/ssr
	@$(call tools,browser); cd end2end && npx playwright test --config pictures.config.ts
