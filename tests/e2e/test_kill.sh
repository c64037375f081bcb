#!/usr/bin/env bash
# Kills the window (kill -9) at random moments, alternately while a drawing is labelled and while a
# network trains in it. The user's drawings and settings must stay whole, and a run that has started
# must resume in a shell and end with the same weights, bit for bit, as an undisturbed one.
# Usage: test_kill.sh INKLING WHERE MNIST_FOLDER KILLS
# Works in a folder of its own in the current one. Exits with 77 to skip.
set -euo pipefail

# shellcheck source=tests/e2e/common.sh
. "$(dirname "$0")/common.sh"
begin_test kill "$1" "$2"
mnist=$(realpath "$3")
kills=$4
# shellcheck source=tests/support/small_mnist.sh
. "$(dirname "$0")/../support/small_mnist.sh"

own=$folder/data/inkling/drawings.ndjson
settings=$folder/config/inkling/settings.json
labelled=0 # drawings that were certainly saved
runs=0     # started runs that were resumed

pause() { # MILLISECONDS: an upper bound
    local ms=$((RANDOM % $1))
    sleep "$((ms / 1000)).$(printf '%03d' $((ms % 1000)))"
}

kill_window() {
    kill -9 "$program"
    wait "$program" 2>/dev/null || true
    pids=("${pids[@]:1}") # it is the first
}

count_drawings() {
    [ ! -e "$own" ] || jq -s length "$own" || fail "the drawings are damaged"
}

# A drawing from before the kill is still there, whether or not the one just labelled as a 7 is.
teach() {
    local count
    drag $((200 + RANDOM % 300)),$((200 + RANDOM % 300)) 700,250 $((300 + RANDOM % 400)),800
    press 7
    pause 100
    kill_window
    count=$(count_drawings)
    [ "${count:=0}" -eq "$labelled" ] || [ "$count" -eq $((labelled + 1)) ] ||
        fail "there were $labelled drawings and now there are $count"
    labelled=$count
}

train() {
    local run
    press F5
    pause 2500
    kill_window
    for run in "$folder"/results/run-*/; do
        [ -f "$run/run.json" ] || continue
        runs=$((runs + 1))
        # As a kill in the midst of a write leaves; without a checkpoint nothing more is written.
        [ ! -f "$run/checkpoint.safetensors" ] || echo half >"$run/run.json.inkling.unfinished-AbCd12"
        "$inkling" train --resume "$run" >"$folder/resume.log" 2>&1 ||
            grep -q 'run is finished' "$folder/resume.log" || fail "the run cannot be resumed"
        [ "$(jq -r .result.weights_sha256 "$run/run.json")" = "$expected" ] || fail "the weights differ"
        [ -s "$run/confusion.png" ] || fail "the run's pictures are missing"
        [ ! -e "$run/run.json.inkling.unfinished-AbCd12" ] || fail "what was left half written is still there"
    done
    rm -rf "$folder"/results/run-*
}

small_mnist "$folder/small" 4000 200
export INKLING_DATA_DIR=$folder/small
flags=(--net conv8k5-relu-pool2-flatten-dense10 --recipe sprint --epochs 30)
"$inkling" train "${flags[@]}" --out "$folder/whole" >"$folder/train.log" 2>&1
expected=$(jq -r .result.weights_sha256 "$folder/whole/run.json")
mkdir -p "$folder/config/inkling"
echo '{"program": "inkling", "format": 1, "net": "conv8k5-relu-pool2-flatten-dense10",
    "recipe": "sprint", "epochs": 30}' >"$settings"
for ((i = 0; i < kills; i++)); do
    start_program
    if [ $((i % 2)) -eq 0 ]; then teach; else train; fi
    [ -z "$(find "$folder/config" "$folder/data" -name '*.damaged-*')" ] ||
        fail "a file was found damaged"
    jq -e . "$settings" >/dev/null || fail "the settings are damaged"
done
start_program
kill -TERM "$program"
ends_well 5000
echo "ok - $kills kills: $labelled drawings kept, $runs runs resumed to the same bits"
