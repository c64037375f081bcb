#!/usr/bin/env bash
# Trains every named net on one thread and on all by turns, and prints how many times as fast all
# are, beside how long a thread takes to see what another has written: where processors share no
# cache, as on some virtual machines from one minute to the next, that costs much of the gain.
#
#     tests/bench/threads.sh [--rounds N]
set -euo pipefail
# shellcheck source=tests/bench/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
build_inkling
compare tests/bench/threads_compare.py "$@"
