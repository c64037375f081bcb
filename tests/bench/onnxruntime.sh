#!/usr/bin/env bash
# Reads MNIST's test pictures with Inkling and with onnxruntime (for Node.js, from npm) by turns,
# and prints how long one picture takes and how many are read a second. The nets are readme and
# notebook with random weights, written as ONNX by Debian's PyTorch.
#
#     tests/bench/onnxruntime.sh [--rounds N]
#
# Ratios above 1: Inkling is so many times as fast. onnxruntime's times are those that a JavaScript
# program sees.
set -euo pipefail
# shellcheck source=tests/bench/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
ONNXRUNTIME=onnxruntime-node@1.30.0
modules=build/bench/node_modules

install_pytorch
build_inkling
if ! [ -d "$modules/onnxruntime-node" ]; then
    command -v npm >/dev/null || apt_install nodejs npm
    # Its install script fetches libraries for graphics cards, which are not compared.
    npm install --ignore-scripts --no-audit --no-fund --prefix build/bench "$ONNXRUNTIME" >&2
fi
/usr/bin/python3 -B tests/bench/onnx_export.py build/bench >&2
echo "$ONNXRUNTIME, Node.js $(node --version)"
compare tests/bench/onnxruntime_compare.py "$PWD/$modules/onnxruntime-node" "$@"
