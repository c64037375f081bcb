#!/usr/bin/env bash
# Browses the test pictures on a real X server by arrow key, wheel and button, filtered by digit and
# by how they are read.
# Usage: test_browse.sh INKLING WHERE
# Leaves its screenshots in a folder of its own in the current one. Exits with 77 to skip.
set -euo pipefail

# shellcheck source=tests/e2e/common.sh
. "$(dirname "$0")/common.sh"
begin_test browse "$1" "$2"

start_program
park_pointer
screenshot blank
click View
click View/Test_pictures
wait_until 60 "the first picture" differs canvas blank first

press Right
wait_until 20 "the next picture" differs canvas first second
click redo
wait_until 20 "the next picture by pointer" differs canvas second third
place canvas
xdotool mousemove --window "$window" $((x + width / 2)) $((y + height / 2)) click 5
wait_until 20 "the next picture by wheel" differs canvas third fourth

press 8
wait_until 20 "only 8s" differs brush fourth eights
click bar/3
wait_until 20 "only 3s" differs brush eights threes
press f
wait_until 60 "a 3 read wrong" differs eraser threes wrong
wait_until 60 "its picture" differs canvas threes wrong
click eraser
wait_until 20 "those read right" differs eraser wrong right
click Edit
click Edit/Label_as
click Edit/Label_as/5
park_pointer
wait_until 20 "only 5s" differs brush right fives
press ctrl+t
wait_until 20 "the canvas" differs canvas fives canvas
kill -TERM "$program"
ends_well 5000
