#!/usr/bin/env bash
# Trains the networks readme and notebook with Inkling and with Debian's PyTorch in turn, and prints
# the time per epoch: Adam 1e-3, float32, no augmentation, MNIST, batches of 64 and 128.
#
#     tests/bench/pytorch.sh [--rounds N] [--threads N]
#
# PyTorch is tuned: channels last, oneDNN, OpenBLAS on PyTorch's own OpenMP threads, a malloc that
# keeps freed memory, pooling before the ReLU. PyTorch with its defaults, on one thread, is shown
# beside it. A ratio of 2 means that Inkling is twice as fast.
set -euo pipefail
# shellcheck source=tests/bench/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
install_pytorch
build_inkling
compare tests/bench/pytorch_compare.py "$@"
