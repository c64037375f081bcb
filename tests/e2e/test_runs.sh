#!/usr/bin/env bash
# Comparing runs on a real X server: runs started in a shell appear in the list by themselves, are
# plotted by pointer and by key, show their values under the pointer, and their models can be used;
# one that was killed is resumed.
# Usage: test_runs.sh INKLING WHERE
# Leaves its screenshots in a folder of its own in the current one. Exits with 77 to skip.
set -euo pipefail

# shellcheck source=tests/e2e/common.sh
. "$(dirname "$0")/common.sh"
begin_test runs "$1" "$2"

small=(train --net flatten-dense10 --recipe original --batch 256)

# train FOLDER SEED EPOCHS: trains as a user would in a shell.
train() {
    "$inkling" "${small[@]}" --seed "$2" --epochs "$3" --out "$folder/$1" >>"$folder/train.log" 2>&1
}

weights_of() {
    grep -o '"weights_sha256": "[0-9a-f]*"' "$folder/$1/run.json"
}

has_ended_well() {
    weights_of "$1" >/dev/null
}

# The list is refreshed once a second: the killed run, which will be its first, may be missing yet
# or still be shown as training, so that the key is refused.
goes_on_to_its_end() {
    press Up Up Up Up g
    has_ended_well results/killed
}

# row NUMBER: sets x, y to a row's box; rows are 22 pixels high, below one row of headings.
row_box() {
    place runs-list
    x=$((x + 14)) y=$((y + 22 * $1 + 11))
}

mkdir -p "$folder/results"
train results/first 1 1
train results/second 2 1
start_program
find_places training runs
press ctrl+g
screenshot list

row_box 2
xdotool mousemove --window "$window" "$x" "$y" click 1
wait_until 20 "a second line" differs runs-graph list two
place runs-graph
xdotool mousemove --window "$window" $((x + width / 2)) $((y + height / 2))
wait_until 20 "the read-out under the pointer" differs runs-graph two hover
place runs-list
xdotool mousemove --window "$window" $((x + width / 2)) $((y + height - 4))
press Left
wait_until 20 "the read-out by keyboard" differs runs-graph hover cursor

press Down space
wait_until 20 "the line to go" differs runs-graph cursor hidden
press space v
wait_until 20 "another value" differs runs-graph hidden value

train results/third 3 1
wait_until 20 "the run of a shell" differs runs-list value grown
place runs-list

press u
wait_until 20 "the run's net to read" differs menu-bar grown used
press ctrl+b
wait_until 20 "the built-in net to read again" differs menu-bar used builtin

train unbroken 4 40
"$inkling" "${small[@]}" --seed 4 --epochs 40 --out "$folder/results/killed" >/dev/null 2>&1 &
run=$!
wait_until 60 "a checkpoint" test -e "$folder/results/killed/checkpoint.safetensors"
{ kill -KILL "$run" && wait "$run"; } 2>/dev/null || true
[ -z "$(weights_of results/killed)" ] || fail "the run finished before it was killed"
wait_until 120 "the run's end" goes_on_to_its_end
[ "$(weights_of results/killed)" = "$(weights_of unbroken)" ] ||
    fail "the resumed run has other weights than the undisturbed one"
press ctrl+r
screenshot open
click clear
find_places training
wait_until 20 "the canvas" differs canvas open closed
kill -TERM "$program"
ends_well 5000
