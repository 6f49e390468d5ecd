#!/bin/sh
# Runs tests/web_*.rs in headless Chromium, set up by webdriver.json.
set -eu
cd "$(dirname "$0")/.."

set --
for file in tests/web_*.rs; do
  [ -e "$file" ] && set -- "$@" --test "$(basename "$file" .rs)"
done
[ $# -gt 0 ] || { echo "there is no tests/web_*.rs" >&2; exit 1; }

CHROMEDRIVER=$(command -v chromedriver)
export CHROMEDRIVER
exec cargo test --locked --target wasm32-unknown-unknown "$@"
