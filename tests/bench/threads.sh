#!/usr/bin/env bash
# Trains every named network on one thread and on all threads in turn, and prints the speed-up,
# beside how long it takes a thread to see what another has written: where processors share no
# cache, as on some virtual machines from one minute to the next, that costs much of the gain.
#
#     tests/bench/threads.sh [--rounds N]
set -euo pipefail
# shellcheck source=tests/bench/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
build_inkling
compare tests/bench/threads_compare.py "$@"
