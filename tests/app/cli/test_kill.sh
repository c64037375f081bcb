#!/usr/bin/env bash
# Kills training (kill -9) at random moments and resumes it: it must end with the same weights, bit
# for bit, and the same metrics and files as an undisturbed run.
# Usage: test_kill.sh INKLING MNIST_FOLDER KILLS; writes to a new folder in the current one. The
# test suite asks for ten kills; for hundreds: tests/app/cli/test_kill.sh INKLING assets/mnist 200
set -euo pipefail
export LC_ALL=C

inkling=$(realpath "$1")
mnist=$(realpath "$2")
kills=$3
# shellcheck source=tests/support/small_mnist.sh
. "$(dirname "$0")/../../support/small_mnist.sh"
folder=$(mktemp -d "$PWD/test_kill.XXXXXX")
trap 'rm -rf "$folder"' EXIT
cd "$folder"
killed=0
ended=0
early=0    # kills before there was a run to resume
training=0 # kills of a run without a result
late=0     # kills of a run with its result, but not all of its files

# start FOLDER: starts or resumes the run in the background. Few kills strike in the midst of a
# write: what such a one leaves is put there, unless the run has ended and writes no more, and is not
# to be there in the end.
start() {
    if [ -f "$1/run.json" ]; then
        [ ! -f "$1/checkpoint.safetensors" ] || echo half >"$1/run.json.inkling.unfinished-AbCd12"
        "$inkling" train --json --resume "$1" >out 2>err </dev/null &
    else
        rm -rf "$1"
        "$inkling" train --json --data data --net conv4k5-bn-relu-pool2-flatten-dropout0.2-dense10 \
            --epochs 6 --augment light --threads 2 --out "$1" >out 2>err </dev/null &
    fi
}

milliseconds() {
    echo $((${EPOCHREALTIME/./} / 1000))
}

fail() {
    echo "after $killed kills: $*"
    exit 1
}

# check FOLDER: compares it with the undisturbed run; only the times may differ.
check() {
    local expected found
    expected=$(jq -r .result.weights_sha256 whole/run.json)
    found=$(jq -r .result.weights_sha256 "$1/run.json")
    [ "$expected" = "$found" ] || fail "weights $found instead of $expected"
    diff <(cut -d, -f1-6 whole/metrics.csv) <(cut -d, -f1-6 "$1/metrics.csv") || fail "the metrics differ"
    diff <(ls whole) <(ls "$1") || fail "the files differ"
}

# Counts in which phase the kill struck.
count_kill() {
    killed=$((killed + 1))
    if [ ! -f run/run.json ]; then
        early=$((early + 1))
    elif jq -e .result run/run.json >/dev/null; then
        late=$((late + 1))
    else
        training=$((training + 1))
    fi
}

small_mnist data 4000 200
begin=$(milliseconds)
start whole
wait $! || { cat err; exit 1; }
longest=$(($(milliseconds) - begin))

while [ "$killed" -lt "$kills" ] || [ -d run ]; do
    start run
    pid=$!
    if [ "$killed" -lt "$kills" ]; then
        pause=$(((RANDOM * 32768 + RANDOM) % longest))
        sleep "$((pause / 1000)).$(printf '%03d' $((pause % 1000)))"
        kill -9 "$pid" 2>/dev/null || true
    fi
    code=0
    wait "$pid" 2>/dev/null || code=$?
    if [ "$code" -eq 137 ]; then
        count_kill
        continue
    fi
    # A run killed after its last file but before its final message has nothing left to do.
    [ "$code" -eq 0 ] || grep -q 'run is finished' err || fail "$(cat err)"
    check run
    ended=$((ended + 1))
    rm -rf run
done
echo "ok - $killed kills: $early before the run began, $training in training, $late after its result;" \
    "$ended runs ended with the same bits"
