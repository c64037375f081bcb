#!/usr/bin/env bash
# The mistakes on a real X server: cells of the confusion matrix are selected by pointer and by key,
# and the pictures behind them opened, browsed and left.
# Usage: test_mistakes.sh INKLING WHERE
# Leaves its screenshots in a folder of its own in the current one. Exits with 77 to skip.
set -euo pipefail

# shellcheck source=tests/e2e/common.sh
. "$(dirname "$0")/common.sh"
begin_test mistakes "$1" "$2"

start_program
find_places training mistakes
click View
click View/Mistakes
screenshot begun
wait_until 60 "the matrix" differs mistakes-gallery begun all

click cell/4/4
wait_until 20 "the pictures behind a cell" differs mistakes-gallery all cell
differ mistakes-matrix all cell || fail "the matrix does not show the selected cell"
click cell/4/4
place mistakes-detail
xdotool mousemove --window "$window" $((x + width / 2)) $((y + height / 2))
wait_until 20 "all mistakes again" differs mistakes-gallery cell again
differ mistakes-gallery all again && fail "the gallery does not show all mistakes"

press Tab Tab Tab Down
wait_until 20 "a cell by key" differs mistakes-gallery again keyed
press Delete
wait_until 20 "all mistakes by key" differs mistakes-gallery keyed back
press Tab Right Return
find_places training
wait_until 20 "the picture" differs canvas back opened
press Right
wait_until 20 "the next picture" differs canvas opened next
click clear
find_places training mistakes
wait_until 20 "the mistakes again" differs mistakes-matrix next closed

place mistakes-gallery
xdotool mousemove --window "$window" $((x + 40)) $((y + 60)) click 1
find_places training
wait_until 20 "the picture by pointer" differs canvas closed pressed
press Escape
press Escape
wait_until 20 "the canvas" differs canvas pressed canvas
kill -TERM "$program"
ends_well 5000
