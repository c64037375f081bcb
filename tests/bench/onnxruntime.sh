#!/usr/bin/env bash
# Reads MNIST's test pictures with Inkling and with onnxruntime (for Node.js, from npm) in turn, and
# prints the time per picture and the pictures per second. The networks are readme and notebook
# after one epoch of training, written by inkling export --to onnx.
#
#     tests/bench/onnxruntime.sh [--rounds N]
#
# A ratio of 2 means that Inkling is twice as fast. onnxruntime's times are those that a JavaScript
# program measures.
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
