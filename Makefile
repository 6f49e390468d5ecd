# Everything needed is put into .tools (and removed by deleting it); a second run installs nothing.
PORT ?= 8080
export PATH := $(CURDIR)/.tools/bin:$(CURDIR)/.tools/binaryen/node_modules/.bin:$(PATH)
export TRUNK_SKIP_VERSION_CHECK := true
# Trunk takes the usual NO_COLOR=1 for a mistake.
unexport NO_COLOR

step := tools/step.sh

.PHONY: help serve build test count bench stress fmt clean tools

help: ## Show this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

serve: build ## Build and serve the page on http://127.0.0.1:8080 (PORT=8081 changes the port)
	@cargo run --quiet --locked --features pack --bin serve -- dist $(PORT)

build: tools ## Build dist/index.html, the whole page in one file
	@$(step) "Build the page (3 minutes the first time)" trunk --quiet build --release
	@ls -l dist/index.html

test: tools ## Run every check and test, in browsers too
	@tools/install.sh browser
	@$(step) "Check the format" cargo fmt --check
	@$(step) "Lint (1 minute the first time)" cargo clippy --quiet --locked --features pack,count --all-targets -- -D warnings
	@$(step) "Lint for wasm (1 minute the first time)" \
	  cargo clippy --quiet --locked --features floor,counted --target wasm32-unknown-unknown --lib --bins --test 'web_*' -- -D warnings
	@$(step) "Test in headless Chromium, piece by piece (2 minutes the first time)" \
	  env CHROMEDRIVER="$$(command -v chromedriver)" WASM_BINDGEN_TEST_TIMEOUT=120 \
	    cargo test --locked --target wasm32-unknown-unknown --test 'web_*'
	@$(MAKE) --no-print-directory count
	@$(MAKE) --no-print-directory build
	@$(step) "Test natively, and the built page in headless Chromium (3 minutes the first time)" \
	  env TRAILGLASS_E2E=1 cargo test --locked --features pack,count

count: ## Count the core's instructions and compare them with benches/instructions.json (WRITE=1 writes them down)
	@$(step) "Count instructions (2 minutes the first time)" \
	  cargo run --quiet --locked --features count --bin count -- $(if $(WRITE),--write)

bench: build ## Measure the core's stages, then the built page beside the browser, the floor and DuckDB (20 minutes)
	@tools/install.sh browser
	@cargo bench --locked --features pack --bench stages --bench browser

stress: ## Look for long tasks; open 100,000 files, 2 GiB in one file, a bomb (10 minutes, 1 GB of disk)
	@env TRAILGLASS_E2E=1 cargo test --locked --features pack --test e2e -- \
	  --ignored --nocapture --test-threads=1

fmt: ## Format the code
	@cargo fmt

clean: ## Delete what was built; .tools stays
	@cargo clean
	@rm -rf dist

tools:
	@tools/install.sh build
