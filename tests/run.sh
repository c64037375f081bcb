#!/usr/bin/env bash
# Sets up everything and runs the whole test suite.
set -euo pipefail
cd "$(dirname "$0")/.."
cmake --preset dev -DINKLING_WERROR=ON
cmake --build --preset dev
ctest --test-dir build/dev --output-on-failure
