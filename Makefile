# Two commands are enough: `make run` and `make test`. Both install what is missing by themselves.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run test test-clients fuzz watch build check bench pictures

export MAQUETTE_TOOLS ?= $(HOME)/.cache/maquette
# Every recipe takes the tools that tools/setup.sh found or installed.
tools = tools/setup.sh $(1) && source $(MAQUETTE_TOOLS)/env
addr ?= 127.0.0.1:3000
minutes ?= 10

help: ## List the commands
	@sed -nE 's/^([a-z-]+):.*## (.*)/make \1\t\2/p' Makefile | expand -t 20

run: build ## Build everything and serve the gallery on http://127.0.0.1:3000
	@echo "Built in $$(tools/since.sh)"
	@target/release/maquette serve --addr $(addr)

build: ## Build the client and the server: target/release/maquette
	@tools/since.sh start
	@$(call tools,client); tools/client.sh; cargo build --release

test: build ## Run every test: Rust, the client's size, the pages in Chromium, and other people's clients
	@$(call tools,server); cargo test --workspace --features maquette-app/ssr
	@$(call tools,server); cargo build --workspace --examples --features maquette-app/ssr
	@$(call tools,server); tools/author.sh
	@$(call tools,browser); cd end2end && npx playwright test
	@tools/clients.sh quick; tools/test-clients.sh quick
	@echo "Everything passed in $$(tools/since.sh)"

test-clients: build ## Run every client of another protocol against the server; downloads 2.5 GB the first time
	@$(call tools,server); cargo build --workspace --examples --features maquette-app/ssr
	@tools/clients.sh full; tools/test-clients.sh full

fuzz: ## Fuzz each parser of network input, for minutes=10 each
	@$(call tools,fuzz); tools/fuzz.sh $(minutes)

watch: ## Serve on http://127.0.0.1:3000 and rebuild on every change
	@$(call tools,watch); cargo leptos watch

check: ## Run rustfmt, clippy and rustdoc, with warnings as errors
	@$(call tools,check); cargo fmt --all --check; rustfmt --edition 2024 --check fuzz/src/*.rs fuzz/targets/*.rs
	@$(call tools,check); cargo clippy --workspace --all-targets --features maquette-app/ssr -- -D warnings
	@$(call tools,check); cargo clippy -p maquette-app --no-default-features --features hydrate --target wasm32-unknown-unknown -- -D warnings
	@$(call tools,check); RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --features maquette-app/ssr

bench: build ## Compare with other servers and write docs/benchmarks.md; figures="single burst" measures only those
	@$(call tools,browser); tools/bench-peers.sh
	@$(call tools,server); cargo build --release -p maquette-bench
	@$(call tools,server); cargo bench -p maquette-bench $(if $(figures),--bench steps,--benches)
	@$(call tools,browser); ulimit -n 8192; target/release/load $(figures)

pictures: build ## Take the pictures of the README, the gallery and the catalogue
	@$(call tools,browser); cargo build --workspace --examples --features maquette-app/ssr
	@$(call tools,browser); cd end2end && npx playwright test --config pictures.config.ts
