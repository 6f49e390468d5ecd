#!/bin/sh
# Installs what is missing, into .tools where that is possible.
#   install.sh build     what `make build` and `make serve` need
#   install.sh browser   what the browser tests need besides
set -eu
cd "$(dirname "$0")/.."

TRUNK=0.21.14
BINARYEN=132
step=tools/step.sh
PATH=$PWD/.tools/bin:$PWD/.tools/binaryen/node_modules/.bin:$PATH

die() {
  echo "make: $*" >&2
  exit 1
}

have() {
  command -v "$1" >/dev/null 2>&1
}

# The version of the wasm-bindgen crate: its command must be exactly as old.
locked_wasm_bindgen() {
  sed -n '/^name = "wasm-bindgen"$/{n;s/version = "\(.*\)"/\1/p;}' Cargo.lock
}

rust() {
  have rustup || have cargo || die "Rust is missing: install it from https://rustup.rs and run this again."
  # A Rust from elsewhere (a distribution, Nix) brings its own targets.
  have rustup || return 0
  # rust-toolchain.toml names the toolchain, but rustup may be told not to install by itself.
  channel=$(sed -n 's/^channel = "\(.*\)"/\1/p' rust-toolchain.toml)
  if ! rustup toolchain list | grep -q "^$channel"; then
    $step "Install Rust $channel (1 minute)" \
      rustup toolchain install "$channel" --profile minimal --component rustfmt --component clippy
  fi
  for part in rustfmt clippy; do
    if ! rustup component list --toolchain "$channel" --installed | grep -q "^$part"; then
      $step "Install $part" rustup component add --toolchain "$channel" "$part"
    fi
  done
  if ! rustup target list --toolchain "$channel" --installed | grep -q '^wasm32-unknown-unknown$'; then
    $step "Install Rust's wasm target" rustup target add --toolchain "$channel" wasm32-unknown-unknown
  fi
}

trunk() {
  [ "$(.tools/bin/trunk --version 2>/dev/null)" = "trunk $TRUNK" ] && return 0
  $step "Install trunk $TRUNK (7 minutes on 2 cores, once)" \
    cargo install --quiet --root .tools --locked --force "trunk@$TRUNK"
}

wasm_bindgen() {
  version=$(locked_wasm_bindgen)
  [ "$(.tools/bin/wasm-bindgen --version 2>/dev/null)" = "wasm-bindgen $version" ] && return 0
  # Without --locked: the lock file published with the command names dependencies that do not compile together.
  $step "Install wasm-bindgen $version (3 minutes on 2 cores, once)" \
    cargo install --quiet --root .tools --force "wasm-bindgen-cli@$version"
}

wasm_opt() {
  have wasm-opt && return 0
  if ! have npm; then
    echo "make: no wasm-opt and no npm to get it with: building without, the page comes out a sixth larger"
    return 0
  fi
  $step "Install wasm-opt (binaryen $BINARYEN)" \
    npm install --silent --no-audit --no-fund --prefix .tools/binaryen "binaryen@$BINARYEN"
}

browser() {
  have chromedriver && { have chromium || have google-chrome || have chrome; } && return 0
  if [ "$(id -u)" = 0 ]; then
    set -- env DEBIAN_FRONTEND=noninteractive
  else
    set -- sudo -n env DEBIAN_FRONTEND=noninteractive
  fi
  if ! have apt-get || ! "$@" true 2>/dev/null; then
    die "the browser tests need Chromium (or Chrome) and its chromedriver on PATH:" \
      "install the packages chromium and chromium-driver, or what your system calls them."
  fi
  $step "Update the list of packages" "$@" apt-get update -qq
  $step "Install Chromium and chromedriver (1 minute)" "$@" apt-get install -y -qq chromium chromium-driver
}

case ${1-} in
  build)
    rust
    trunk
    wasm_bindgen
    wasm_opt
    ;;
  browser) browser ;;
  *) die "usage: install.sh build|browser" ;;
esac
