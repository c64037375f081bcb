#!/usr/bin/env bash
# Installs what Inkling needs, builds it and starts it: packaging/run.sh [ARGUMENTS OF inkling]
# The program starts in the caller's folder and has the standard output to itself.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=packaging/packages.sh
. "$root/packaging/packages.sh"

# Ninja configures again by itself when a CMake file has changed.
build() {
    cd "$root" &&
        { [ -f build/release/build.ninja ] || cmake --preset release -DINKLING_TESTS=OFF; } &&
        cmake --build --preset release --target inkling
}

has_display() {
    [ "$(uname)" != Linux ] || [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]
}

packages_ensure build
(build) >&2 || die "the build failed: see the messages above."
if [ $# -eq 0 ] && ! has_display; then
    say "there is no display (DISPLAY and WAYLAND_DISPLAY are not set): running --selftest."
    set -- --selftest
fi
exec "$root/build/release/app/inkling" "$@"
