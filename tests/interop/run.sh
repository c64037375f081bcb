#!/usr/bin/env bash
# Exports models to onnxruntime (for Node.js, from npm) and Debian's PyTorch, imports models from
# them, and compares the probabilities of all for MNIST's 10,000 test pictures, which may differ by
# 1e-5.
#
#     tests/interop/run.sh
#
# It installs what it needs, so it is run by hand, never by the test suite. It leaves its output in
# build/interop.
set -euo pipefail
# shellcheck source=tests/bench/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/../bench/common.sh"
folder=build/interop
inkling=build/release/app/inkling
passed=0
failed=0

# check NAME COMMAND...: prints one line of the report.
check() {
    local name=$1 said
    shift
    if said=$("$@" 2>&1); then
        passed=$((passed + 1))
        echo "ok - $name: $(tail -n 1 <<<"$said")"
    else
        failed=$((failed + 1))
        echo "not ok - $name: $said"
    fi
}

compare_files() {
    /usr/bin/python3 -B tests/interop/compare.py "$@"
}

# ours MODEL: writes its probabilities to MODEL.ours
ours() {
    build/release/tests/probabilities "$1" assets/mnist "$1.ours"
}

onnxruntime_agrees() {
    ours "$folder/$1.onnx" &&
        node tests/interop/onnxruntime.js "$PWD/$modules/onnxruntime-node" "$folder/$1.onnx" \
            "$folder/$1.onnx.theirs" &&
        compare_files "$folder/$1.onnx.ours" "$folder/$1.onnx.theirs"
}

pytorch_agrees() {
    ours "$folder/$1.safetensors" &&
        /usr/bin/python3 -B tests/interop/read_safetensors.py "$folder/$1.safetensors" \
            "$folder/$1.safetensors.theirs" &&
        compare_files "$folder/$1.safetensors.ours" "$folder/$1.safetensors.theirs"
}

elsewhere_agrees() {
    ours "$folder/elsewhere.$1" &&
        compare_files "$folder/elsewhere.$1.ours" "$folder/elsewhere.floats"
}

# A training as a script for PyTorch, and the model that this writes read here.
script_agrees() {
    local said
    "$inkling" export --to pytorch "$@" "$folder/script.py" &&
        said=$(cd "$folder" && /usr/bin/python3 -B script.py small) &&
        said=$(sed -n 's/^test //p' <<<"$said") &&
        "$inkling" eval --input 0..1 --model "$folder/model.safetensors" >"$folder/script.eval" &&
        grep -F " $said right" "$folder/script.eval" &&
        awk '{ exit !($3 > 93) }' "$folder/script.eval"
}

# A named network after a few steps of training, in both formats.
make_model() {
    local run=$folder/$1.run
    rm -rf "$run"
    "$inkling" train --net "$1" --epochs 1 --data "$folder/small" --out "$run" >/dev/null
    cp "$run/model.safetensors" "$folder/$1.safetensors"
    "$inkling" export --to onnx --model "$run/model.safetensors" "$folder/$1.onnx"
}

install_pytorch
install_onnxruntime
build_inkling probabilities
mkdir -p "$folder"
/usr/bin/python3 -B tests/interop/small_mnist.py "$folder/small"

for net in readme notebook sprint best; do
    make_model "$net"
    check "$net in onnxruntime" onnxruntime_agrees "$net"
    check "$net in PyTorch, by its state_dict" pytorch_agrees "$net"
done
"$inkling" export --to onnx "$folder/built-in.onnx"
"$inkling" export --to safetensors "$folder/built-in.safetensors"
check "the built-in net in onnxruntime" onnxruntime_agrees built-in
check "the built-in net in PyTorch, by its state_dict" pytorch_agrees built-in

check "a net trained with PyTorch" /usr/bin/python3 -B tests/interop/train_elsewhere.py "$folder"
check "PyTorch's ONNX here" elsewhere_agrees onnx
check "PyTorch's safetensors here" elsewhere_agrees safetensors
"$inkling" export --to onnx --model "$folder/elsewhere.safetensors" "$folder/both.onnx"
check "trained with PyTorch, exported here, in onnxruntime" onnxruntime_agrees both
check "a training of sprint, in PyTorch" script_agrees --net sprint --epochs 2
check "a training of every kind of window, in PyTorch" script_agrees --recipe best --epochs 8 \
    --net conv16k5p1e1-pool3s2p1-bn-leaky0.1-resize10-transpose-conv16k3g2-affine-gelu-avgpool2-flatten-bn-dropout0.2-dense32-hardswish-dense10

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
