#!/usr/bin/env bash
# Makes each allocation of every verb fail, one per run: the program must exit by itself, with 1 and
# one sentence, and write its files whole or not at all. It may succeed where it can do without.
# Usage: test_memory.sh INKLING LIBFAILING_MALLOC MNIST_FOLDER [STEP [all]]
# STEP fails only every STEPth allocation; with "all" those of the libraries are made to fail as
# well.
set -uo pipefail

inkling=$(realpath "$1")
library=$(realpath "$2")
mnist=$(realpath "$3")
# shellcheck source=tests/support/small_mnist.sh
. "$(dirname "$0")/../../support/small_mnist.sh"
step=${4:-1}
[ "${5:-}" != all ] || export FAIL_LIBRARIES=1
folder=$(mktemp -d "$PWD/test_memory.XXXXXX")
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1
export XDG_CONFIG_HOME=$folder/config XDG_DATA_HOME=$folder/data SDL_VIDEODRIVER=dummy
export FAIL_REPORT=$folder/report
unset DISPLAY WAYLAND_DISPLAY
failures=0
runs=0

fail() {
    failures=$((failures + 1))
    printf 'FAILED: allocation %d of %s: %s\n' "$number" "$name" "$*"
    head -n 3 err
}

# says_why: there must be one sentence, with the program's name before it.
says_why() {
    [ "$(wc -l <err)" -eq 1 ] && grep -q '^inkling: .' err
}

nothing_is_half_written() {
    [ -z "$(find . -name '*.unfinished-*')" ]
}

# catches_term PID: whether SDL has begun to treat SIGTERM, bit 14 of the mask, as a request to
# close the window.
catches_term() {
    [ "/proc/$1/exe" -ef "$inkling" ] && grep -Eq '^SigCgt:.*[4-7c-f]...$' "/proc/$1/status" 2>/dev/null
}

# close_window COMMAND...: runs it, and closes its window once it is open.
close_window() {
    "$@" &
    local process=$! deadline=$((SECONDS + 300))
    until catches_term $process || ! kill -0 $process 2>/dev/null; do
        [ "$SECONDS" -lt "$deadline" ] || { fail "waited in vain for its window"; break; }
        sleep 0.01
    done
    kill $process 2>/dev/null
    wait $process
}

# fail_once COMMAND...: runs it with allocation $number failing.
fail_once() {
    code=0
    rm -rf report out-* config data
    [ "$name" != window ] || { cp -r own-config config && cp -r own-data data; }
    ${around:-timeout 60} env FAIL_ALLOCATION=$number LD_PRELOAD="$library" "$@" >out 2>err \
        </dev/null || code=$?
    runs=$((runs + 1))
    if [ "$code" -gt 1 ]; then
        fail "exits with $code"
    elif [ "$code" -eq 1 ] && ! says_why; then
        fail "exits without one sentence"
    elif ! nothing_is_half_written; then
        fail "leaves a half-written file"
    elif ! "written_by_$name" "$code"; then
        fail "a file that it has written is incomplete"
    fi
}

# every_allocation NAME COMMAND...
every_allocation() {
    name=$1 number=1
    shift
    while :; do
        fail_once "$@"
        [ -f report ] || break
        [ "$failures" -lt 20 ] || break
        number=$((number + step))
    done
    [ "$code" -eq 0 ] || fail "exits with $code although no allocation fails"
    [ "$number" -gt 1 ] || fail "no allocation was made to fail"
    echo "$name: $((number - 1)) allocations"
}

is_a_model() {
    "$inkling" export --to safetensors --model "$1" checked.safetensors 2>/dev/null
}

written_by_classify() { :; }
written_by_replay() { :; }
written_by_eval() { :; }
written_by_bench() { :; }
written_by_sweep() { :; }
# The user's files are neither taken for damaged nor replaced by defaults.
written_by_window() {
    [ -z "$(find config data -name '*.damaged-*')" ] &&
        jq -e '.zoom == 1' config/inkling/settings.json >/dev/null &&
        cmp -s own-data/inkling/kept.safetensors data/inkling/kept.safetensors
}
written_by_export() { [ ! -e out-model.safetensors ] || cmp -s out-model.safetensors whole.safetensors; }
written_by_onnx() { [ ! -e out-model.onnx ] || cmp -s out-model.onnx whole.onnx; }
written_by_train() {
    if [ "$1" -eq 0 ]; then
        is_a_model out-run/model.safetensors && jq -e .result out-run/run.json >/dev/null
    else
        { [ ! -e out-run/model.safetensors ] || is_a_model out-run/model.safetensors; } &&
            { [ ! -e out-run/run.json ] || jq -e .settings out-run/run.json >/dev/null; }
    fi
}

small_mnist small 200 50
"$inkling" export --to safetensors whole.safetensors
"$inkling" export --to onnx whole.onnx
cat >drawings.ndjson <<'NDJSON'
{"word":"1","canvas":[500,500],"drawing":[[[250,250,250],[100,250,400]]]}
{"word":"7","canvas":[500,500],"drawing":[[[150,350,230],[120,120,400]]]}
NDJSON
mkdir -p own-config/inkling own-data/inkling
echo '{"program": "inkling", "format": 1, "zoom": 1}' >own-config/inkling/settings.json
cp whole.safetensors own-data/inkling/kept.safetensors
echo '{"name": "r", "search": "grid", "flags": {"net": "sprint", "seed": [0, 1]}}' >rates.json

every_allocation export "$inkling" export --to safetensors out-model.safetensors
every_allocation onnx "$inkling" export --to onnx --model whole.onnx out-model.onnx
every_allocation classify "$inkling" classify --json --model whole.safetensors drawings.ndjson
every_allocation replay "$inkling" replay --json drawings.ndjson
every_allocation eval "$inkling" eval --json --data small
every_allocation train "$inkling" train --json --data small --epochs 1 --threads 2 \
    --net conv4k5-relu-pool2-flatten-dense10 --out out-run
every_allocation bench "$inkling" bench --json machine
every_allocation sweep "$inkling" sweep rates.json
around=close_window every_allocation window "$inkling" --results out-results drawings.ndjson
echo "$runs runs, $failures failed"
[ "$failures" -eq 0 ]
