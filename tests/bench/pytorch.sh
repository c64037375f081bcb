#!/usr/bin/env bash
# Trains the nets readme and notebook with Inkling and with Debian's PyTorch by turns, and prints
# how long an epoch takes: Adam 1e-3, float32, no augmentation, MNIST, batches of 64 and 128.
#
#     tests/bench/pytorch.sh [--rounds N] [--threads N]
#
# PyTorch is tuned: channels last, oneDNN, OpenBLAS on PyTorch's own OpenMP threads, malloc that
# keeps its memory, pooling before the ReLU. Beside it PyTorch as it comes, on one thread. Ratios
# above 1: Inkling is so many times as fast.
set -euo pipefail
# shellcheck source=tests/bench/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
install_pytorch
build_inkling
compare tests/bench/pytorch_compare.py "$@"
