#!/usr/bin/env bash
# Comparing runs on a real X server: runs of a shell show in the list by themselves, are drawn by
# pointer and by key, read under the pointer, and lend their nets.
# Usage: test_runs.sh INKLING WHERE
# Leaves its screenshots in a folder of its own in the current one. Ends with 77 to skip.
set -euo pipefail

# shellcheck source=tests/e2e/common.sh
. "$(dirname "$0")/common.sh"
begin_test runs "$1" "$2"

# train NAME SEED: as a person would in a shell.
train() {
    "$inkling" train --net flatten-dense10 --recipe original --batch 256 --epochs 1 --seed "$2" \
        --out "$folder/results/$1" >>"$folder/train.log" 2>&1
}

# row NUMBER: sets x, y to a row's box; rows are 22 pixels high, under one of headings.
row_box() {
    place runs-list
    x=$((x + 14)) y=$((y + 22 * $1 + 11))
}

mkdir -p "$folder/results"
train first 1
train second 2
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

train third 3
wait_until 20 "the run of a shell" differs runs-list value grown
place runs-list

press u
wait_until 20 "the run's net to read" differs menu-bar grown used
press ctrl+b
wait_until 20 "the built-in net to read again" differs menu-bar used builtin
click clear
find_places training
wait_until 20 "the canvas" differs canvas builtin closed
kill -TERM "$program"
ends_well 5000
