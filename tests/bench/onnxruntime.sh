#!/usr/bin/env bash
# Reads MNIST's test pictures with Inkling and with onnxruntime (for Node.js, from npm) by turns,
# and prints how long one picture takes and how many are read a second. The nets are readme and
# notebook after an epoch of training, written by inkling export --to onnx.
#
#     tests/bench/onnxruntime.sh [--rounds N]
#
# Ratios above 1: Inkling is so many times as fast. onnxruntime's times are those that a JavaScript
# program sees.
set -euo pipefail
# shellcheck source=tests/bench/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
install_onnxruntime
build_inkling
for net in readme notebook; do
    rm -rf "build/bench/$net"
    build/release/app/inkling train --net "$net" --epochs 1 --out "build/bench/$net" >&2
    build/release/app/inkling export --to onnx --model "build/bench/$net/model.safetensors" \
        "build/bench/$net.onnx"
done
echo "$ONNXRUNTIME, Node.js $(node --version)"
compare tests/bench/onnxruntime_compare.py "$PWD/$modules/onnxruntime-node" "$@"
